"""The statements of the sweep (services/sweep.py), in its order. They repeat appraisal.rules.leaving.

``%(rule)s`` is the ground, ``%(years)s`` the years that count, ``%(row)s`` those of the row that ends with
the previous full year, ``%(told)s`` that row in words.
"""

PEOPLE = """
DROP TABLE IF EXISTS sweep_person, sweep_found, sweep_count, sweep_missing;
CREATE TEMP TABLE sweep_person (person_id bigint PRIMARY KEY, appointment_id bigint) ON COMMIT DROP;
CREATE TEMP TABLE sweep_found (
    rule text, person_id bigint, appointment_id bigint, period text, facts text, evidence jsonb,
    fresh boolean, fingerprint text
) ON COMMIT DROP;
CREATE TEMP TABLE sweep_count (
    person_id bigint, year int, village text, number int, facts text, evidence jsonb
) ON COMMIT DROP;
CREATE TEMP TABLE sweep_missing (
    rule text, person_id bigint, appointment_id bigint, period text, what text
) ON COMMIT DROP
"""
IN_POST = """
INSERT INTO sweep_person
SELECT DISTINCT ON (a.person_id) a.person_id, a.id
  FROM roster_appointment a
  JOIN roster_post po ON po.id = a.post_id AND po.kind = %(kind)s
  JOIN roster_unit v ON v.id = po.unit_id AND v.level = %(village)s AND v.code LIKE %(below)s
 WHERE a.nature = %(nature)s AND a.valid_from <= %(last)s AND (a.valid_to IS NULL OR a.valid_to >= %(last)s)
 ORDER BY a.person_id, a.valid_from, a.id
"""
# Whose finding is not settled is judged again also after leaving; nothing new is opened.
WITH_FINDINGS = """
INSERT INTO sweep_person (person_id)
SELECT DISTINCT f.person_id
  FROM appraisal_sweepfinding f JOIN runs_run r ON r.id = f.first_run_id AND r.scope = %(county)s
 WHERE f.state = ANY(%(unsettled)s)
    ON CONFLICT DO NOTHING
"""

# --- P8.2a -----------------------------------------------------------------------------------------

BEHIND_YEARS = """
INSERT INTO sweep_found (rule, person_id, appointment_id, period, facts, evidence, fresh)
WITH graded AS (
    SELECT g.person_id, s.appointment_id, g.year, g.id, g.document_number,
           max(g.year) OVER (PARTITION BY g.person_id) AS latest,
           g.grade = ANY(%(behind)s) AND g.document_number <> '' AS proven,
           jsonb_build_object('what', g.year || '年度考核等次', 'figure', %(grades)s::jsonb ->> g.grade,
                              'source', g.document_number, 'model', 'roster.yeargrade',
                              'id', g.id) AS evidence
      FROM roster_yeargrade g JOIN sweep_person s USING (person_id)
     WHERE g.year = ANY(%(years)s)
), rows AS (
    SELECT *, count(*) OVER w AS row_years, jsonb_agg(evidence) OVER w AS row_evidence,
           string_agg(year || ':' || document_number, ';') OVER w AS facts
      FROM graded WHERE proven
    WINDOW w AS (PARTITION BY person_id ORDER BY year
                 RANGE BETWEEN %(number)s::int - 1 PRECEDING AND CURRENT ROW)
)
SELECT %(rule)s, person_id, appointment_id,
       CASE WHEN %(number)s::int > 1 THEN (year - %(number)s::int + 1) || '—' ELSE '' END || year || '年',
       facts, row_evidence, year = latest AND year >= %(previous)s
  FROM rows WHERE row_years = %(number)s
"""
# Only in rows of which all years count.
BEHIND_GAPS = """
INSERT INTO sweep_missing (rule, person_id, appointment_id, period, what)
WITH candidate AS (
    SELECT DISTINCT g.person_id, s.appointment_id
      FROM roster_yeargrade g JOIN sweep_person s USING (person_id)
     WHERE g.year = ANY(%(row)s) AND g.grade = ANY(%(behind)s) AND s.appointment_id IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM sweep_found f
                        WHERE f.rule = %(rule)s AND f.person_id = g.person_id AND f.fresh)
), looked AS (
    SELECT c.*, y.year, COALESCE(g.grade = ANY(%(behind)s), false) AS behind,
           CASE WHEN g.id IS NOT NULL THEN g.grade = ANY(%(behind)s) AND g.document_number = ''
                ELSE EXISTS (SELECT 1 FROM roster_appointment a
                               JOIN roster_post po ON po.id = a.post_id AND po.kind = %(kind)s
                              WHERE a.person_id = c.person_id AND a.nature = %(nature)s
                                AND a.valid_from <= make_date(y.year, 12, 31)
                                AND (a.valid_to IS NULL OR a.valid_to >= make_date(y.year, 1, 1)))
           END AS lacks,
           CASE WHEN g.id IS NULL THEN '等次' ELSE '等次的文号' END AS lacking
      FROM candidate c
     CROSS JOIN unnest(%(row)s) AS y(year)
      LEFT JOIN roster_yeargrade g ON g.person_id = c.person_id AND g.year = y.year
)
SELECT %(rule)s, l.person_id, l.appointment_id, %(told)s,
       left('缺少' || string_agg(l.year || '年度考核' || l.lacking, '、' ORDER BY l.year)
                       FILTER (WHERE l.lacks), 200)
  FROM looked l
 GROUP BY l.person_id, l.appointment_id
HAVING bool_or(l.lacks) AND bool_or(l.behind) AND bool_and(l.behind OR l.lacks)
"""

# --- P8.2b -----------------------------------------------------------------------------------------

# Per person and year the village in which the person served longest, and its count: that of the village as
# it is at the year's end, else those of the villages it was before, as far as the person served in them.
VILLAGE_YEARS = """
INSERT INTO sweep_count
WITH RECURSIVE year AS (
    SELECT y AS year, make_date(y, 1, 1) AS first, LEAST(make_date(y, 12, 31), %(last)s) AS last
      FROM unnest(%(years)s) AS y
), onward AS (
    SELECT n.continues_id AS origin, n.id AS latest, n.valid_from, po.unit_id
      FROM roster_appointment n
      JOIN roster_post po ON po.id = n.post_id AND po.kind = %(kind)s
     WHERE n.continues_id IS NOT NULL AND n.valid_from <= %(last)s
    UNION ALL
    SELECT o.origin, n.id, n.valid_from, po.unit_id
      FROM onward o
      JOIN roster_appointment n ON n.continues_id = o.latest AND n.valid_from <= %(last)s
      JOIN roster_post po ON po.id = n.post_id
), went AS (
    SELECT DISTINCT ON (o.origin, y.year) o.origin, y.year, o.unit_id
      FROM onward o JOIN year y ON o.valid_from <= y.last
     ORDER BY o.origin, y.year, o.valid_from DESC
), heir AS (
    SELECT id AS unit_id, successor_id AS heir_id, valid_to + 1 AS since
      FROM roster_unit WHERE successor_id IS NOT NULL AND level = %(village)s
    UNION ALL
    SELECT h.unit_id, u.successor_id, u.valid_to + 1
      FROM heir h JOIN roster_unit u ON u.id = h.heir_id AND u.successor_id IS NOT NULL
), became AS (
    SELECT DISTINCT ON (h.unit_id, y.year) h.unit_id, y.year, h.heir_id
      FROM heir h JOIN year y ON h.since <= y.last
     ORDER BY h.unit_id, y.year, h.since DESC
), served AS (
    SELECT a.person_id, y.year, COALESCE(b.heir_id, w.unit_id, po.unit_id) AS village_id,
           array_agg(DISTINCT po.unit_id) AS units,
           CASE WHEN count(*) = 1
                THEN LEAST(COALESCE(min(a.valid_to), y.last), y.last)
                     - GREATEST(min(a.valid_from), y.first) + 1
                ELSE (SELECT sum(upper(span) - lower(span))
                        FROM unnest(range_agg(daterange(a.valid_from, a.valid_to, '[]')
                                              * daterange(y.first, y.last, '[]'))) AS span)
           END AS days
      FROM sweep_person s
      JOIN roster_appointment a ON a.person_id = s.person_id AND a.nature = %(nature)s
      JOIN roster_post po ON po.id = a.post_id AND po.kind = %(kind)s
      JOIN year y ON a.valid_from <= y.last AND (a.valid_to IS NULL OR a.valid_to >= y.first)
      LEFT JOIN went w ON w.origin = a.id AND w.year = y.year
      LEFT JOIN became b ON b.unit_id = COALESCE(w.unit_id, po.unit_id) AND b.year = y.year
     GROUP BY a.person_id, y.year, y.first, y.last, COALESCE(b.heir_id, w.unit_id, po.unit_id)
), chosen AS (
    SELECT DISTINCT ON (s.person_id, s.year) s.*, v.short_name AS village
      FROM served s JOIN roster_unit v ON v.id = s.village_id
     ORDER BY s.person_id, s.year, s.days DESC, v.code
), counting AS (
    SELECT c.id, c.village_id, c.year, c.number, c.document_number, v.short_name
      FROM appraisal_villagecount c JOIN roster_unit v ON v.id = c.village_id AND v.code LIKE %(below)s
     WHERE c.confirmed_by_id IS NOT NULL AND c.withdrawn_reason = '' AND c.year = ANY(%(years)s)
)
SELECT ch.person_id, ch.year, ch.village, sum(c.number),
       string_agg(c.id || ':' || c.number, ',' ORDER BY c.id),
       jsonb_agg(jsonb_build_object('what', c.year || '年度' || c.short_name || '违法生育数',
                                    'figure', c.number || '例，当年在该村任职' || ch.days || '天',
                                    'source', c.document_number, 'model', 'appraisal.villagecount',
                                    'id', c.id) ORDER BY c.id)
           FILTER (WHERE c.id IS NOT NULL)
  FROM chosen ch
  LEFT JOIN counting own ON own.village_id = ch.village_id AND own.year = ch.year
 CROSS JOIN LATERAL unnest(
            CASE WHEN own.id IS NULL THEN ch.units ELSE ARRAY[ch.village_id] END) AS u(unit_id)
  LEFT JOIN counting c ON c.village_id = u.unit_id AND c.year = ch.year
 WHERE ch.days >= %(least)s AND ch.year IN (SELECT year FROM counting)
 GROUP BY ch.person_id, ch.year, ch.village
"""
BIRTHS = """
INSERT INTO sweep_found (rule, person_id, appointment_id, period, facts, evidence, fresh)
WITH rows AS (
    SELECT *, count(*) OVER w AS row_years, jsonb_agg(evidence) OVER w AS row_evidence,
           string_agg(year || ':' || facts, ';') OVER w AS row_facts
      FROM sweep_count WHERE number >= 1
    WINDOW w AS (PARTITION BY person_id ORDER BY year
                 RANGE BETWEEN %(consecutive)s::int - 1 PRECEDING AND CURRENT ROW)
)
SELECT %(rule)s, r.person_id, s.appointment_id,
       CASE WHEN r.number >= %(times)s OR %(consecutive)s::int = 1 THEN ''
            ELSE (r.year - %(consecutive)s::int + 1) || '—' END || r.year || '年',
       CASE WHEN r.number >= %(times)s THEN r.year || ':' || r.facts ELSE r.row_facts END,
       CASE WHEN r.number >= %(times)s THEN r.evidence
            ELSE jsonb_path_query_array(r.row_evidence, '$[*][*]') END,
       r.year >= %(previous)s
  FROM rows r JOIN sweep_person s USING (person_id)
 WHERE r.number >= %(times)s OR r.row_years = %(consecutive)s
"""
BIRTH_GAPS = """
INSERT INTO sweep_missing (rule, person_id, appointment_id, period, what)
SELECT %(rule)s, s.person_id, s.appointment_id, %(told)s,
       left('缺少' || string_agg(c.year || '年度' || c.village || '的村年度数', '、' ORDER BY c.year), 200)
  FROM sweep_count c
  JOIN sweep_person s USING (person_id)
 WHERE s.appointment_id IS NOT NULL AND c.number IS NULL AND c.year = ANY(%(row)s)
   AND NOT EXISTS (SELECT 1 FROM sweep_found f
                    WHERE f.rule = %(rule)s AND f.person_id = s.person_id AND f.fresh)
 GROUP BY s.person_id, s.appointment_id
"""

# --- P8.2c, d, e, f, h, i --------------------------------------------------------------------------

INCIDENTS = """
INSERT INTO sweep_found (rule, person_id, appointment_id, period, facts, evidence, fresh)
SELECT 'dismissal.' || i.ground, i.person_id, s.appointment_id,
       to_char(i.happened_on, 'FMYYYY"年"FMMM"月"FMDD"日"'),
       i.id::text,
       jsonb_build_array(jsonb_build_object(
           'what', '经认定的情形：' || g.label,
           'figure', to_char(i.happened_on, 'FMYYYY"年"FMMM"月"FMDD"日"') || '发生（发现）',
           'source', i.document_number, 'model', 'appraisal.incident', 'id', i.id)),
       true
  FROM appraisal_incident i
  JOIN sweep_person s USING (person_id)
  JOIN jsonb_to_recordset(%(spans)s::jsonb) AS g(ground text, label text, first date, last date)
    ON g.ground = i.ground AND i.happened_on >= g.first AND (g.last IS NULL OR i.happened_on <= g.last)
 WHERE i.state = %(confirmed)s AND i.document_number <> '' AND i.happened_on <= %(last)s
"""

# --- P8.2g: worked out by training -------------------------------------------------------------------

UNTRAINED = """
INSERT INTO sweep_found (rule, person_id, appointment_id, period, facts, evidence, fresh)
SELECT %(rule)s, g.person_id, s.appointment_id, g.period, g.facts, g.evidence, g.fresh
  FROM jsonb_to_recordset(%(found)s::jsonb)
       AS g(person_id bigint, period text, facts text, evidence jsonb, fresh boolean)
  JOIN sweep_person s USING (person_id)
"""
UNTRAINED_GAPS = """
INSERT INTO sweep_missing (rule, person_id, appointment_id, period, what)
SELECT %(rule)s, s.person_id, s.appointment_id, %(told)s, g.what
  FROM jsonb_to_recordset(%(gaps)s::jsonb) AS g(person_id bigint, what text)
  JOIN sweep_person s USING (person_id)
 WHERE s.appointment_id IS NOT NULL
"""

# --- P8.1 --------------------------------------------------------------------------------------------

# A term that ran out and is not followed up: no ground on record, no later service, no renewal consented to.
TERMS = """
INSERT INTO sweep_found (rule, person_id, appointment_id, period, facts, evidence, fresh)
SELECT %(rule)s, a.person_id, a.id, to_char(a.valid_to, 'FMYYYY"年"FMMM"月"FMDD"日"'),
       a.id || ':' || a.valid_to,
       jsonb_build_array(jsonb_build_object(
           'what', %(what)s::text,
           'figure', to_char(a.valid_to, 'FMYYYY"年"FMMM"月"FMDD"日"') || %(more)s,
           'source', COALESCE(NULLIF(a.document_number, ''), '任职登记'),
           'model', 'roster.appointment', 'id', a.id)),
       a.valid_to >= %(first)s
  FROM roster_appointment a
  JOIN roster_post po ON po.id = a.post_id AND po.kind = %(kind)s
  JOIN roster_unit v ON v.id = po.unit_id AND v.level = %(village)s AND v.code LIKE %(below)s
  JOIN roster_person p ON p.id = a.person_id
 WHERE a.nature = %(nature)s AND a.end_ground = '' AND a.valid_to <= %(last)s
   AND (a.valid_to >= %(first)s
        OR a.id IN (SELECT appointment_id FROM appraisal_sweepfinding
                     WHERE rule = %(rule)s AND state = ANY(%(unsettled)s)))
   AND (%(limit)s::int IS NULL
        OR (p.birth_date + make_interval(years => %(limit)s::int + 1))::date <= a.valid_to + 1)
   AND NOT EXISTS (SELECT 1 FROM roster_appointment n
                     JOIN roster_post np ON np.id = n.post_id AND np.kind = %(kind)s
                    WHERE n.person_id = a.person_id AND n.nature = %(nature)s AND n.valid_from > a.valid_to)
   AND NOT EXISTS (SELECT 1 FROM roster_move m
                    WHERE m.appointment_id = a.id AND m.kind = %(renewal)s AND m.state = %(consented)s)
"""
# In post beyond the usual term, and no last day on record. Service under an older name of the unit adds up.
TERM_GAPS = """
INSERT INTO sweep_missing (rule, person_id, appointment_id, period, what)
WITH RECURSIVE earlier AS (
    SELECT a.id AS latest, b.valid_from, b.continues_id
      FROM roster_appointment a JOIN roster_appointment b ON b.id = a.continues_id
     WHERE a.valid_to IS NULL
    UNION ALL
    SELECT e.latest, b.valid_from, b.continues_id
      FROM earlier e JOIN roster_appointment b ON b.id = e.continues_id
), since AS (SELECT latest, min(valid_from) AS first FROM earlier GROUP BY latest)
SELECT DISTINCT ON (a.person_id, v.code)
       %(rule)s, a.person_id, a.id, %(told)s, '任职已满' || %(years)s::int || '年，没有登记聘期止日'
  FROM sweep_person s
  JOIN roster_appointment a ON a.person_id = s.person_id AND a.nature = %(nature)s AND a.valid_to IS NULL
  JOIN roster_post po ON po.id = a.post_id AND po.kind = %(kind)s
  JOIN roster_unit v ON v.id = po.unit_id AND v.level = %(village)s AND v.code LIKE %(below)s
  LEFT JOIN since ON since.latest = a.id
 WHERE a.valid_from <= %(last)s
   AND (LEAST(since.first, a.valid_from) + make_interval(years => %(years)s::int))::date <= %(last)s
 ORDER BY a.person_id, v.code, a.id
"""

# --- from what was found to findings -------------------------------------------------------------------

FINGERPRINTS = """
UPDATE sweep_found
   SET fingerprint = encode(sha256(convert_to(rule || '|' || person_id || '|' || facts, 'UTF8')), 'hex')
"""
WRITE_GAPS = """
INSERT INTO appraisal_sweepgap (
    run_id, person_id, person_name, appointment_id, township_name, village_code, village_name, rule, period,
    what)
SELECT %(run)s, m.person_id, p.name, m.appointment_id, t.name, v.code, v.name, m.rule, m.period, m.what
  FROM sweep_missing m
  JOIN roster_person p ON p.id = m.person_id
  JOIN roster_appointment a ON a.id = m.appointment_id
  JOIN roster_post po ON po.id = a.post_id
  JOIN roster_unit v ON v.id = po.unit_id
  JOIN roster_unit t ON t.id = v.parent_id
"""
MATCHES = "s.person_id = f.person_id AND s.rule = f.rule AND s.fingerprint = f.fingerprint"
AGAIN = f"""
SELECT f.rule, count(*) FROM sweep_found f JOIN appraisal_sweepfinding s ON {MATCHES} GROUP BY f.rule
"""  # noqa: S608 - fixed words
# Facts that have come back open a marked finding again. An earlier month swept once more sets nothing back.
CONFIRM = f"""
UPDATE appraisal_sweepfinding s
   SET last_run_id = %(run)s, changed_at = NULL,
       state = CASE WHEN s.state = %(changed)s THEN %(open)s ELSE s.state END
  FROM sweep_found f, runs_run l
 WHERE {MATCHES} AND l.id = s.last_run_id
   AND (l.period < %(period)s OR (l.period = %(period)s AND s.changed_at IS NOT NULL))
"""  # noqa: S608 - fixed words
OPEN_NEW = """
WITH made AS (
    INSERT INTO appraisal_sweepfinding (
        person_id, person_name, appointment_id, township_name, village_code, village_name, rule, period,
        first_run_id, last_run_id, fingerprint, evidence, parameters, found_at, state, reason)
    SELECT f.person_id, p.name, a.id, t.name, v.code, v.name, f.rule, f.period, %(run)s, %(run)s,
           f.fingerprint, f.evidence, %(parameters)s::jsonb -> f.rule, now(), %(open)s, ''
      FROM sweep_found f
      JOIN roster_person p ON p.id = f.person_id
      JOIN roster_appointment a ON a.id = f.appointment_id
      JOIN roster_post po ON po.id = a.post_id
      JOIN roster_unit v ON v.id = po.unit_id
      JOIN roster_unit t ON t.id = v.parent_id
     WHERE f.fresh
        ON CONFLICT (person_id, rule, fingerprint) DO NOTHING
    RETURNING rule
)
SELECT rule, count(*) FROM made GROUP BY rule
"""
# Of grounds that are asked today alone: one that is closed by date still explains what it found before.
MARK = f"""
WITH marked AS (
    UPDATE appraisal_sweepfinding s
       SET changed_at = now(), state = CASE WHEN s.state = %(open)s THEN %(changed)s ELSE s.state END
      FROM runs_run r
     WHERE r.id = s.first_run_id AND r.scope = %(county)s AND r.period <= %(period)s
       AND s.rule = ANY(%(asked)s) AND s.state = ANY(%(markable)s) AND s.changed_at IS NULL
       AND NOT EXISTS (SELECT 1 FROM sweep_found f WHERE {MATCHES})
    RETURNING s.rule
)
SELECT rule, count(*) FROM marked GROUP BY rule
"""  # noqa: S608 - fixed words
