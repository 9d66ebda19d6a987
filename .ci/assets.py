"""Copy the few files that pages and papers use out of node_modules into static/vendor."""

import re
import shutil
import sys
from pathlib import Path

SOURCE = Path("node_modules")
TARGET = Path("static/vendor")
FILES = {
    "tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "tabler.min.js": "@tabler/core/dist/js/tabler.min.js",
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "echarts.min.js": "echarts/dist/echarts.min.js",
    "fonts/NotoSansSC-Regular.ttf": "@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf",
    "fonts/NotoSansSC-Bold.ttf": "@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf",
    "fonts/NotoSerifSC-Regular.ttf": "@expo-google-fonts/noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf",
    "fonts/NotoSerifSC-Bold.ttf": "@expo-google-fonts/noto-serif-sc/700Bold/NotoSerifSC_700Bold.ttf",
    # Some characters of names that the SC fonts lack, 𠮷 among them.
    "fonts/NotoSerifJP-Regular.ttf": "@expo-google-fonts/noto-serif-jp/400Regular/NotoSerifJP_400Regular.ttf",
}
# The maps are not copied, and a reference to a missing file stops collectstatic.
SOURCE_MAP = re.compile(rb"\n?(//|/\*)# sourceMappingURL=[^\n*]*(\*/)?\s*$")


def main():
    """Copy every file; a missing one is an error, because a page would break without it."""
    for name, origin in FILES.items():
        target = TARGET / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.suffix in {".css", ".js"}:
            target.write_bytes(SOURCE_MAP.sub(b"\n", (SOURCE / origin).read_bytes()))
        else:
            shutil.copyfile(SOURCE / origin, target)
    sys.stdout.write(f"前端文件与字体已就绪（{len(FILES)} 个）\n")


main()
