"""村居基本情况表: villages, their townships and the year's figures."""

from dataclasses import dataclass, field

from guanling.documents import cells
from guanling.documents.imports import Column, Kind, Plan
from guanling.documents.papers import chinese_date
from roster.enums import Level
from roster.models import Unit, VillageFigures
from roster.rules import MOST_CADRES, MOST_GROUPS, MOST_POPULATION, county_in_title, short_name
from roster.services.units import store_villages

COUNTS = {"population": "总人口", "groups": "村民小组数", "stationed_cadres": "驻村干部数"}


@dataclass
class VillagesData:
    """Rows to write: new units top down, new figures, changed figures."""

    units: list = field(default_factory=list)
    figures: list = field(default_factory=list)
    changed_figures: list = field(default_factory=list)


class Villages(Kind):
    """Villages by division code; a township is made from the first nine digits and the name beside it."""

    name, label, order = "villages", "村居基本情况表", 10
    columns = (
        Column("township", "乡镇（街道）", cells.text(50), ("乡镇", "乡（镇、街道）", "乡镇街道")),
        Column("village", "村（居、社区）", cells.text(50), ("村（居）", "村居", "村名", "村（社区）")),
        Column("code", "区划代码", cells.division_code, ("行政区划代码", "统计用区划代码")),
        Column("groups", "村民小组数", cells.integer(0, MOST_GROUPS), ("小组数",)),
        Column("population", "总人口", cells.integer(0, MOST_POPULATION), ("人口数",)),
        Column(
            "stationed_cadres", "驻村干部数", cells.integer(0, MOST_CADRES), ("驻村干部",), required=False
        ),
    )

    def plan(self, rows, context):
        """Compare the rows with the units that hold on ``context.on`` and the figures of its year."""
        return _Villages(rows, context).plan()

    def save(self, plan, context):
        """Write new units and the year's figures."""
        store_villages(
            units=plan.data.units, figures=plan.data.figures, changed_figures=plan.data.changed_figures
        )


class _Villages:
    def __init__(self, rows, context):
        self.rows, self.context = rows, context
        self.result = Plan(data=VillagesData())
        self.counties = {unit.code: unit for unit in Unit.objects.filter(level=Level.COUNTY, valid_to=None)}
        heads = {row["code"][:6] for row in rows if row["code"]} | ({context.county} - {""})
        units = Unit.objects.filter(level__in=[Level.TOWNSHIP, Level.VILLAGE], code__regex=_any_of(heads))
        self.by_code = {}
        self.first_time = {}
        self.later = {}
        for unit in units:
            if unit.valid_to is None or unit.valid_to >= context.on:
                if unit.valid_from and unit.valid_from > context.on:
                    self.later[unit.code] = unit
                else:
                    self.by_code[unit.code] = unit
            if unit.level == Level.VILLAGE:
                self.first_time[unit.code[:6]] = False
        self.by_name = {
            (unit.code[:9], unit.short_name): unit
            for unit in self.by_code.values()
            if unit.level == Level.VILLAGE
        }
        self.townships_by_name = {
            unit.short_name: unit.code for unit in self.by_code.values() if unit.level == Level.TOWNSHIP
        }
        self.figures = {
            figures.unit_id: figures
            for figures in VillageFigures.objects.filter(
                unit__in=[unit.pk for unit in self.by_code.values()], year=context.on.year
            )
        }
        self.seen_codes, self.seen_names, self.seen_townships = {}, {}, {}

    def plan(self):
        for row in self.rows:
            if row["code"] and self._place_fits(row) and row.ok:
                self._take(row)
        return self.result

    def _place_fits(self, row):
        code = row["code"]
        if not self._county(row):
            return False
        if not self.context.allows(code):
            row.reject("code", "不在您的管理范围内，不能导入")
            return False
        if (first := self.seen_codes.setdefault(code, row)) is not row:
            row.reject("code", f"区划代码重复：{_where(row, first)}已有这一代码")
        if not row["township"] or not row["village"]:
            return False
        name = (code[:9], short_name(row["village"]))
        if (first := self.seen_names.setdefault(name, row)) is not row and first["code"] != code:
            row.reject("village", f"同一乡镇内村名重复：{_where(row, first)}已有“{name[1]}”")
        return self._township(row) and self._village(row)

    def _county(self, row):
        code, wanted = row["code"][:6], self.context.county
        if wanted and code != wanted:
            row.reject("code", f"区划代码不属于本县（本县代码以{wanted}开头）")
            return False
        if code in self.counties:
            return True
        if self.counties:
            known = "、".join(f"{unit.short_name}（{unit.code}）" for unit in self.counties.values())
            row.reject("code", f"区划代码不属于本县；系统中的县是{known}")
            return False
        title = next((name for line in row.table.preamble if (name := county_in_title(line))), "")
        if not title:
            row.reject("code", "系统中还没有县，表头上方也没有写县名；请先初始化系统，或在标题中写明县名")
            return False
        county = Unit(level=Level.COUNTY, code=code, name=title, short_name=title)
        self.counties[code] = county
        self.result.data.units.append(county)
        self.result.remarks.append(f"新建县“{title}”（{code}）")
        return True

    def _township(self, row):
        code, name = row["code"][:9], short_name(row["township"])
        known = self.by_code.get(code)
        if known and short_name(known.name) != name and known.short_name != name:
            row.reject(
                "township", f"代码{code}在系统中是“{known.short_name}”，与表中名称不一致；请核对代码和乡镇"
            )
            return False
        first = self.seen_townships.setdefault(code, row)
        if short_name(first["township"]) != name:
            row.reject(
                "township", f"代码{code}在{_where(row, first)}是“{first['township']}”；请核对代码和乡镇"
            )
            return False
        other = self.townships_by_name.setdefault(name, code)
        if other != code:
            row.reject("code", f"“{name}”的代码应以{other}开头；请核对代码和乡镇")
            return False
        return True

    def _village(self, row):
        code, name = row["code"], short_name(row["village"])
        if known := self.later.get(code):
            row.reject(
                "code",
                f"该代码的“{known.short_name}”自{chinese_date(known.valid_from)}起设立，不能导入此前的情况；请核对数据日期",
            )
            return False
        known = self.by_code.get(code)
        if known and known.short_name != name:
            row.reject(
                "village", f"代码{code}在系统中是“{known.short_name}”，与表中名称不一致；请核对代码和村名"
            )
            return False
        same_name = self.by_name.get((code[:9], name))
        if same_name and same_name.code != code:
            row.reject(
                "code",
                f"“{name}”在系统中的代码是{same_name.code}；如代码已变更，请先在“机构—区划调整”中办理",
            )
            return False
        return True

    def _take(self, row):
        code, data, on = row["code"], self.result.data, self.context.on
        if code not in self.by_code and not self.context.allows(code[:6]):
            # A township brings figures of its villages; which villages there are, the county says.
            row.reject("code", "系统中没有这个村（居、社区）；新设的村请报县局导入")
            return
        since = None if self.first_time.get(code[:6], True) else on
        township = self.by_code.get(code[:9])
        if township is None:
            name = row["township"]
            township = Unit(
                level=Level.TOWNSHIP,
                code=code[:9],
                name=name,
                short_name=short_name(name),
                parent=self.counties[code[:6]],
                valid_from=since,
            )
            self.by_code[code[:9]] = township
            data.units.append(township)
        counts = {name: row[name] for name in COUNTS if row[name] is not None}
        village = self.by_code.get(code)
        if village is None:
            village = Unit(
                level=Level.VILLAGE,
                code=code,
                name=row["village"].replace(" ", ""),
                short_name=short_name(row["village"]),
                parent=township,
                valid_from=since,
            )
            self.by_code[code] = village
            data.units.append(village)
            data.figures.append(self._figures(row, village, counts))
            self.result.new += 1
            return
        known = self.figures.get(village.pk)
        if known is None:
            data.figures.append(self._figures(row, village, counts))
            self.result.changed += 1
            return
        differing = {name: value for name, value in counts.items() if getattr(known, name) != value}
        if not differing:
            self.result.unchanged += 1
            return
        for name, value in differing.items():
            row.warn(name, f"{known.year}年度{COUNTS[name]}原为{_shown(getattr(known, name))}，将改为{value}")
            setattr(known, name, value)
        known.source = _source(row)
        data.changed_figures.append(known)
        self.result.changed += 1

    def _figures(self, row, village, counts):
        return VillageFigures(unit=village, year=self.context.on.year, source=_source(row), **counts)


def _any_of(heads):
    """A pattern for codes that begin with one of ``heads`` (six digits each); nothing for none."""
    return f"^({'|'.join(sorted(heads))})" if heads else "^$"


def _where(row, other):
    """Say where ``other`` stands, seen from ``row``."""
    if other.table is row.table:
        return f"第{other.number}行"
    return f"“{other.table.file}”的“{other.table.sheet}”第{other.number}行"


def _shown(value):
    return "空" if value is None else value


def _source(row):
    return f"{row.table.file} {row.table.sheet}"[:120]
