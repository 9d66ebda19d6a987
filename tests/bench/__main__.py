"""``make bench``: measures what docs/performance.md tells, as ratios that carry from machine to machine.

make bench                       # everything, about ten minutes on two cores
make bench ARGS="--small"        # tiny sizes: only shows that the measuring itself works
make bench ARGS="--only ranking"
"""

import argparse
import logging
import sys

import django

FULL = {
    "ranking": (10_000, 100_000),
    "sweep": (10_000, 100_000),
    "payroll": (500, 5_000, 100_000),
    "pages": (200, 20_000),
    "import": (10_000,),
}
SMALL = {
    "ranking": (200, 400),
    "sweep": (200, 400),
    "payroll": (50, 100),
    "pages": (20, 40),
    "import": (200,),
}


def main(arguments) -> int:
    """Measure and print; exit status 1 when a page's statements grow with the people."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--small", action="store_true")
    parser.add_argument("--only", choices=sorted(FULL))
    options = parser.parse_args(arguments)
    sizes = SMALL if options.small else FULL
    wanted = [options.only] if options.only else list(sizes)
    from django.conf import settings
    from django.core.management import call_command

    # As in tests/conftest.py: no page files are collected for a throw-away run.
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.WHITENOISE_AUTOREFRESH = True
    django.setup()
    logging.disable(logging.INFO)

    call_command("migrate", "--no-input", "--verbosity=0")
    from tests.bench import fill

    if fill.occupied():
        print(
            "This database holds data, which measuring would delete. Use a throw-away one.", file=sys.stderr
        )
        return 2
    status = 0
    if "ranking" in wanted:
        _ranking(sizes["ranking"])
    if "sweep" in wanted:
        status |= _sweep(sizes["sweep"])
    if "payroll" in wanted:
        status |= _payroll(sizes["payroll"])
    if "import" in wanted:
        _imports(sizes["import"])
    if "pages" in wanted:
        status |= _pages(sizes["pages"])
    return status


def _ranking(sizes):
    from tests.bench import ranking

    print("\nRanking a month (median of 5), against one bare INSERT … SELECT with the same windows")
    print(f"{'people':>10} {'ranking s':>10} {'bare s':>10} {'ratio':>7} {'statements':>11}")
    for people in sizes:
        found = ranking.measure(people)
        print(
            f"{found['people']:>10} {found['seconds']:>10.2f} {found['bare']:>10.2f} "
            f"{found['ratio']:>7.2f} {found['statements']:>11}",
            flush=True,
        )


def _sweep(sizes):
    from tests.bench import sweep

    print("\nSweep over the grounds of leaving, five years of history (median of 3)")
    heads = ("people", "findings", "first s", "again s", "statements", "ms a person")
    print(" ".join(f"{head:>11}" for head in heads))
    found = []
    for people in sizes:
        one = sweep.measure(people)
        found.append(one)
        print(
            f"{one['people']:>11} {one['findings']:>11} {one['seconds']:>11.2f} {one['again']:>11.2f} "
            f"{one['statements']:>11} {1000 * one['seconds'] / one['people']:>11.3f}",
            flush=True,
        )
    least, most = found[0], found[-1]
    print(
        f"{most['people'] / least['people']:.1f} times the people take "
        f"{most['seconds'] / least['seconds']:.1f} times as long"
    )
    grows = len({one["statements"] for one in found}) > 1
    print("statements: " + ("grows!" if grows else "the same"))
    return int(grows)


def _payroll(sizes):
    from tests.bench import payroll

    print("\nA month's pay (median of 3), against bare statements that write as many lines")
    heads = ("people", "lines", "run s", "bare s", "ratio", "statements", "ms a person")
    print(" ".join(f"{head:>11}" for head in heads))
    found = []
    for people in sizes:
        one = payroll.measure(people)
        found.append(one)
        print(
            f"{one['people']:>11} {one['lines']:>11} {one['seconds']:>11.2f} {one['bare']:>11.2f} "
            f"{one['ratio']:>11.2f} {one['statements']:>11} {1000 * one['seconds'] / one['people']:>11.3f}",
            flush=True,
        )
    grows = len({one["statements"] for one in found}) > 1
    print("statements: " + ("grows!" if grows else "the same"))
    return int(grows)


def _imports(sizes):
    from tests.bench import workbooks

    print("\nImport of a people workbook, against reading it with openpyxl alone")
    print(
        f"{'rows':>10} {'openpyxl s':>11} {'check s':>9} {'save s':>9} {'check ratio':>12} {'save ratio':>11}"
    )
    for rows in sizes:
        found = workbooks.measure(rows)
        print(
            f"{found['rows']:>11} {found['openpyxl']:>11.2f} {found['check']:>11.2f} {found['save']:>11.2f} "
            f"{found['check_ratio']:>11.2f} {found['save_ratio']:>11.2f}",
            flush=True,
        )


def _pages(sizes):
    from tests.bench import pages

    counts = {people: pages.measure(people) for people in sizes}
    print("\nStatements per page")
    print(f"{'page':<24}" + "".join(f"{people:>10}" for people in sizes))
    grows = False
    for name in counts[sizes[0]]:
        row = [counts[people][name] for people in sizes]
        grows |= len(set(row)) > 1
        print(f"{name:<24}" + "".join(f"{count:>10}" for count in row) + ("  grows!" * (len(set(row)) > 1)))
    return int(grows)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
