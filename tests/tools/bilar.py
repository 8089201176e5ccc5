"""A mapping of tests: the cars of municipalities, of files "bilar 2025.csv" with "Kommun" and "Antal"."""

MAPPING = """
id = "bilar"
title = "Kommunens bilar"
publisher = "Serviceförvaltningen"
layout = "verified"

[files]
names = ["bilar {year}.*"]

[series]
order = ["year"]
period = "{year}"

[[mark]]
texts = [".."]
status = "missing"

[[measure]]
name = "antal"
title = "Bilar"
unit = "antal"

[[table]]
name = "bilar"

[[table.column]]
name = "kommun"
heading = "Kommun"
type = "area"

[[table.column]]
name = "antal"
headings = ["Antal", "Antal bilar"]
type = "integer"

[[table.column]]
name = "period"
value = "{year}"
type = "period"

[facts]
select = \"\"\"select 'antal' as measure, kommun as area, period, antal as value, antal_status as status from bilar\"\"\"
"""
