"""Put the checkout on the path of .venv, so that its programs find the project from any folder."""

import sysconfig
from pathlib import Path

target = Path(sysconfig.get_path("purelib")) / "guanling.pth"
line = f"{Path.cwd()}\n"
if not target.exists() or target.read_text(encoding="utf-8") != line:
    target.write_text(line, encoding="utf-8")
