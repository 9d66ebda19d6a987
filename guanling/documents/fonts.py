"""Which fonts papers are set in, and which characters they can show.

Four hands of the standard (FangSong, KaiTi, HeiTi, XiaoBiaoSong) and SongTi, each a stack: the site's
own files in ``HOME/fonts`` first, then the bundled ones, at the end every other font we have. A
character that no font of the stack has is never printed as an empty box: the paper is refused.
"""

import io
import unicodedata
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from fontTools import subset
from fontTools.ttLib import TTFont

from guanling.runs.errors import Refusal

BUNDLED = settings.BASE_DIR / "static" / "vendor" / "fonts"
SITE = settings.HOME / "fonts"
SUFFIXES = {".ttf", ".otf"}

# For each hand: what the site's own file may be called (any part of the name), then our own files.
HANDS = {
    "fangsong": (("仿宋", "fangsong", "simfang"), ("FandolFang-Regular", "NotoSerifSC-Regular")),
    "kaiti": (("楷体", "kaiti", "simkai"), ("FandolKai-Regular", "NotoSerifSC-Regular")),
    "heiti": (("黑体", "simhei"), ("FandolHei-Regular", "NotoSansSC-Regular")),
    "biaosong": (("小标宋", "xiaobiaosong", "fzxbs"), ("NotoSerifSC-Bold",)),
    "songti": (("宋体", "simsun"), ("NotoSerifSC-Regular",)),
}
# Fandol's digits are heavy and without serifs: digits and Latin letters come from these instead.
LATIN = {
    "FandolFang-Regular": "NotoSerifSC-Regular",
    "FandolKai-Regular": "NotoSerifSC-Regular",
    "FandolHei-Regular": "NotoSansSC-Bold",
}
TAIL = ("NotoSerifSC-Regular", "NotoSansSC-Regular", "NotoSerifJP-Regular", "HanaMinB")
# Marks without a shape of their own: joiners, variation selectors, spaces, line ends.
SHAPELESS = {"Cc", "Cf", "Zs", "Zl", "Zp"}


def _files(folder):
    if not folder.is_dir():
        return {}
    return {path.stem: path for path in sorted(folder.iterdir()) if path.suffix.lower() in SUFFIXES}


def stack(hand):
    """Return the font files for ``hand``, the preferred first."""
    wanted, ours = HANDS[hand]
    site, bundled = _files(SITE), _files(BUNDLED)
    found = [path for stem, path in site.items() if any(part in stem.lower() for part in wanted)]
    found += [bundled[stem] for stem in ours if stem in bundled]
    found += [bundled[stem] for stem in TAIL if stem in bundled]
    found += list(site.values())
    if not found:
        raise Refusal(
            "没有可用的公文字体；请运行 make setup 安装字体，或把字体文件放进数据目录的 fonts 文件夹"
        )
    return list(dict.fromkeys(found))


def latin_of(hand):
    """Return the file whose digits and Latin letters stand in for those of the hand's own, or ``None``."""
    stem = LATIN.get(stack(hand)[0].stem)
    path = BUNDLED / f"{stem}.ttf"
    return path if stem and path.is_file() else None


@lru_cache(maxsize=4)
def latin_bytes(name):
    """Return the bundled font ``name`` cut down to ASCII, as font file bytes."""
    options = subset.Options(glyph_names=False, layout_features=[], notdef_outline=True)
    cutter = subset.Subsetter(options)
    with TTFont(BUNDLED / f"{name}.ttf", lazy=True) as font:
        cutter.populate(unicodes=range(0x20, 0x7F))
        cutter.subset(font)
        buffer = io.BytesIO()
        font.save(buffer)
    return buffer.getvalue()


@lru_cache(maxsize=64)
def _coverage(path, stamp):
    with TTFont(path, lazy=True, fontNumber=0) as font:
        return frozenset(font.getBestCmap() or ())


def coverage(path):
    """Return the code points that the font file at ``path`` has a glyph for."""
    path = Path(path)
    return _coverage(path, path.stat().st_mtime_ns)


def _shown(text):
    return {
        char
        for char in text
        if unicodedata.category(char) not in SHAPELESS
        and not 0xFE00 <= ord(char) <= 0xFE0F
        and not 0xE0100 <= ord(char) <= 0xE01EF
    }


def check_glyphs(text, fonts):
    """Return the characters of ``text`` that none of the font files ``fonts`` can show, sorted."""
    missing = _shown(text)
    for path in fonts:
        if not missing:
            break
        covered = coverage(path)
        missing = {char for char in missing if ord(char) not in covered}
    return sorted(missing)


def refuse_missing(text):
    """Raise Refusal naming the characters of ``text`` that no font here can show, and the remedy."""
    missing = check_glyphs(text, stack("songti"))
    if missing:
        named = "、".join(f"“{char}”（U+{ord(char):04X}）" for char in missing[:10])
        raise Refusal(
            f"现有字体里没有{named}这个字，不能生成公文；请把含有该字的字体文件（.ttf 或 .otf）"
            f"放进数据目录的 fonts 文件夹（{SITE}），再重新生成"
        )


def needed(hand, text):
    """Return the files of the hand's stack that the characters of ``text`` call for, in order.

    The first file always belongs to it; later ones only where they add a character.
    """
    files = stack(hand)
    missing = _shown(text)
    chosen = []
    for path in files:
        covered = coverage(path)
        left = {char for char in missing if ord(char) not in covered}
        if not chosen or left != missing:
            chosen.append(path)
        missing = left
        if not missing:
            break
    return chosen
