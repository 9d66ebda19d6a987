"""Invents people deterministically: names, identity numbers that are nobody's, what a file says."""

from datetime import date, timedelta
from random import Random

from stdnum import luhn
from stdnum.cn import ric

from roster.enums import Education, Sex
from roster.models import Person, Unit
from roster.numbers import fingerprint
from roster.rules import pinyin

# Assigned to no place, no network and no bank: nothing made here can be anybody's.
AREA, MOBILE, CARD = "520499", "142", "629999"
BANK = "关岭县农村信用合作联社"

SURNAMES = (
    "王李张陈杨罗黄韦岑卢吴伍潘龙石熊陶项古侯马赵周刘何田冯邓曾谢彭胡任徐梁蒙覃莫班柏白鲍毛丁姚严祝管叶申"
    "宋孙朱郭唐许韩曹蒋沈余汪单解仇查"
)
DOUBLE_SURNAMES = ("欧阳", "上官", "令狐", "司马")
MALE = "伟强军平勇明华志国建德文林云山峰江海光辉荣贵福忠诚义正学刚松柏培兴安康宁顺发才礼良友"
FEMALE = "丽芳英梅兰秀珍玉春桂香琴霞燕红艳娟敏慧洁莲凤翠萍菊雪月琼蓉倩娜婷莉芬群仙秋"
BOTH = "小晓永光天世昌启朝登成家开仕应廷大德长泽启元庭嘉思佳"
# Names that every screen, workbook and print must carry whole: rare characters, a middle dot, length.
SPECIAL = (
    ("杨䶮", Sex.MALE),
    ("罗堃", Sex.MALE),
    ("韦𠮷芬", Sex.FEMALE),
    ("依娜·岑莫", Sex.FEMALE),
    ("阿吉莫萨·伍尔妮娅", Sex.FEMALE),
)

ETHNICITIES = (("汉族", 40), ("布依族", 32), ("苗族", 20), ("仡佬族", 5), ("彝族", 3))
SCHOOLING = (
    (Education.JUNIOR_HIGH, 14),
    (Education.SENIOR_HIGH, 34),
    (Education.VOCATIONAL, 24),
    (Education.COLLEGE, 22),
    (Education.BACHELOR, 6),
)
STAFF_SCHOOLING = ((Education.VOCATIONAL, 10), (Education.COLLEGE, 55), (Education.BACHELOR, 35))
POLITICAL = (("群众", 62), ("中共党员", 28), ("共青团员", 10))


def pick(random: Random, weighted):
    """Choose from pairs (value, weight)."""
    values, weights = zip(*weighted, strict=True)
    return random.choices(values, weights)[0]


def invented_name(random: Random, sex: str) -> str:
    """Return a name that anybody might bear."""
    surname = random.choice(DOUBLE_SURNAMES) if random.random() < 0.01 else random.choice(SURNAMES)
    last = random.choice(FEMALE if sex == Sex.FEMALE else MALE)
    middle = "" if random.random() < 0.2 else random.choice(BOTH + last)
    return surname + middle + last


class People:
    """Makes people one after another; the same seed makes the same people."""

    def __init__(self, random: Random):
        self.random = random
        self.used: set[str] = set()
        self.special = list(SPECIAL)

    def make(self, unit: Unit, *, staff: bool = False, woman: bool | None = None, special: bool = False):
        """Return an unsaved person whose file ``unit`` keeps; ``staff``: of a township or the county."""
        random = self.random
        sex = Sex.FEMALE if (random.random() < 0.6 if woman is None else woman) else Sex.MALE
        name = ""
        if special and self.special:
            name, sex = self.special.pop(0)
        name = name or invented_name(random, sex)
        born = date(1966, 1, 1) + timedelta(days=random.randrange(29 * 365))
        number = self._number(born, sex)
        letters, initials = pinyin(name)
        card = CARD + f"{random.randrange(10**12):012d}"
        return Person(
            unit=unit,
            name=name,
            pinyin=letters,
            initials=initials,
            sex=sex,
            birth_date=born,
            ethnicity=pick(random, ETHNICITIES),
            identity_number=number,
            identity_hash=fingerprint(number),
            education=pick(random, STAFF_SCHOOLING if staff else SCHOOLING),
            political_status=pick(random, POLITICAL),
            phone=f"{MOBILE}{random.randrange(10**8):08d}",
            bank_name=BANK,
            bank_account=card + luhn.calc_check_digit(card),
            pension_enrolled=None if staff else random.random() < 0.9,
        )

    def _number(self, born, sex):
        while True:
            order = self.random.randrange(500) * 2 + (sex == Sex.MALE)
            first = f"{AREA}{born:%Y%m%d}{order:03d}"
            number = first + ric.calc_check_digit(first + "0")
            if number not in self.used:
                self.used.add(number)
                return number
