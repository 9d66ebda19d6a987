"""What is taken back: the open balance of each person, and the RECLAIM lines of a month (P7.1).

The SQL repeats payroll.rules.corrections.settle. A balance is the sum of somebody's RECLAIM lines in
confirmed parts. What a part that is not confirmed yet takes from it is not there for others, so that no
balance falls below zero in whatever order parts are confirmed or returned.
"""

from guanling.policy.queries import at
from payroll.enums import ITEM_SPECS, PART_FIXED, Item, Source
from payroll.rules.pay import month_end
from payroll.services.differences import by_hashing

# One line an entry: what is put off of it less what is taken in it.
SETTLE = """
INSERT INTO payroll_line (
    month_id, part_id, entry_id, person_id, for_month, item, clause, amount, value, source, source_id,
    unit_code, unit_name, post_kind, note)
WITH sums AS (
    SELECT l.part_id, l.entry_id, l.person_id,
           COALESCE(sum(l.amount) FILTER (WHERE l.amount > 0 AND l.source <> %(difference)s), 0) AS gross,
           COALESCE(sum(l.amount) FILTER (WHERE l.source <> %(difference)s), 0) AS own,
           COALESCE(sum(l.amount) FILTER (WHERE l.source = %(difference)s), 0) AS differing
      FROM payroll_line l
     WHERE l.part_id = ANY(%(parts)s)
     GROUP BY l.part_id, l.entry_id, l.person_id
), balance AS (
    -- Of all people who ever had one: few, and by their own index.
    SELECT l.person_id,
           sum(l.amount) FILTER (WHERE pt.state = ANY(%(fixed)s) AND e.withheld_reason = '')
           + COALESCE(sum(l.amount) FILTER (WHERE pt.state <> ALL(%(fixed)s) AND l.amount < 0), 0) AS amount
      FROM payroll_line l
      JOIN payroll_part pt ON pt.id = l.part_id
      JOIN payroll_entry e ON e.id = l.entry_id
     WHERE l.item = %(reclaim)s AND l.person_id IN (SELECT person_id FROM sums)
     GROUP BY l.person_id
), room AS (
    SELECT s.*, GREATEST(differing, 0) AS favour, GREATEST(-differing, 0) AS against,
           GREATEST(LEAST(GREATEST(differing, 0) + round(gross * COALESCE(%(percent)s, 0) / 100, 2),
                          own + GREATEST(differing, 0)), 0) AS room
      FROM sums s
), at_once AS (
    SELECT r.*, LEAST(against, room) AS at_once, room - LEAST(against, room) AS left_over FROM room r
), windowed AS (
    SELECT a.*, COALESCE(b.amount, 0) AS balance,
           COALESCE(sum(left_over) OVER (PARTITION BY a.person_id ORDER BY a.entry_id
                                         ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
      FROM at_once a
      LEFT JOIN balance b ON b.person_id = a.person_id
), taken AS (
    SELECT w.*, LEAST(GREATEST(balance - before, 0), left_over) AS from_balance FROM windowed w
), settled AS (
    SELECT t.*, at_once + from_balance AS taken,
           GREATEST(own + favour, 0) - (at_once + from_balance) - own - differing AS amount
      FROM taken t
)
SELECT %(month_id)s, s.part_id, s.entry_id, s.person_id, %(month)s, %(reclaim)s, %(clause)s, s.amount,
       %(percent)s, %(from_balance)s, s.part_id, e.unit_code, e.unit_name, '',
       left(concat_ws('，',
           CASE WHEN s.against > 0 THEN '以前月份多发' || s.against || '元' END,
           CASE WHEN s.own + s.favour < 0 THEN '本月扣款超出应发' || -(s.own + s.favour) || '元' END,
           CASE WHEN s.balance > s.before THEN '以前结转待扣' || s.balance - s.before || '元' END,
           '本月扣回' || s.taken || '元',
           CASE WHEN s.amount > 0 THEN '结转' || s.amount || '元' END,
           CASE WHEN %(percent)s IS NULL THEN '没有规定扣回比例' END), 300)
  FROM settled s
  JOIN payroll_entry e ON e.id = s.entry_id AND e.part_id = s.part_id AND e.part_id = ANY(%(parts)s)
 WHERE s.amount <> 0
"""


def write(cursor, computation) -> int:
    """Write the RECLAIM lines of the open parts and return how many.

    All other lines are there already, and the county's look at differences is under way: nobody else takes
    from the same balances.
    """
    month = computation.month
    held = at(month.county.code, month_end(month.first_day))
    values = {
        "parts": computation.values["parts"],
        "month_id": month.pk,
        "month": month.first_day,
        "percent": held.get(ITEM_SPECS[Item.RECLAIM].parameter),
        "fixed": list(PART_FIXED),
        "reclaim": Item.RECLAIM.value,
        "difference": Source.DIFFERENCE.value,
        "from_balance": Source.BALANCE.value,
        "clause": ITEM_SPECS[Item.RECLAIM].clause,
    }
    with by_hashing(cursor, when=True):
        cursor.execute(SETTLE, values)
        return cursor.rowcount
