"""`python -m ops.aws.template`: write user_data.sh into the template, which has to be one file."""

from pathlib import Path
from typing import Final

TEMPLATE: Final = Path(__file__).with_name("lotwise.yaml")
SCRIPT: Final = Path(__file__).with_name("user_data.sh")
_BEGIN: Final = "# --- ops/aws/user_data.sh, written here by: python -m ops.aws.template\n"
_END: Final = "# --- end of ops/aws/user_data.sh\n"


def written() -> str:
    """The template with the script as it is now."""
    before, begin, rest = TEMPLATE.read_text().partition(_BEGIN)
    _, end, after = rest.partition(_END)
    indent = before.rpartition("\n")[2]
    lines = SCRIPT.read_text().splitlines(keepends=True)
    body = "".join(indent + line if line.strip() else line for line in lines)
    return f"{before}{begin}{body}{indent}{end}{after}"


if __name__ == "__main__":
    TEMPLATE.write_text(written())
