"""What a correct reading of each real file is, and makers of the hostile files the collection lacks."""
