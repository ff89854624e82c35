"""What single cells say: numbers, shares, dates, item numbers, periods, price breaks."""
