#!/usr/bin/env python3
"""The stand-in keeps its promises: shapes, limits, days, every fault. Run by CTest; standard library only."""
import gzip
import http.client
import json
import pathlib
import subprocess
import sys
import unittest

SCRIPT = pathlib.Path(__file__).resolve().parent / "kolada_standin.py"


class StandIn(unittest.TestCase):
    def setUp(self):
        self.process = subprocess.Popen([sys.executable, str(SCRIPT), "--port", "0", "--today", "2026-03-31"],
                                        stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline().strip()
        self.assertRegex(line, r"^listening on http://127\.0\.0\.1:\d+/v3$")
        self.port = int(line.split(":")[2].split("/")[0])
        self.link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def tearDown(self):
        self.link.close()
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def call(self, method, path, body=None, headers=None):
        self.link.request(method, path, None if body is None else json.dumps(body), headers or {})
        answer = self.link.getresponse()
        raw = answer.read()
        if answer.headers.get("Content-Encoding") == "gzip":
            raw = gzip.decompress(raw)
        return answer, raw

    def get(self, path, status=200):
        answer, raw = self.call("GET", path)
        self.assertEqual(answer.status, status, path)
        return json.loads(raw)

    def all_pages(self, path):
        out = []
        while path:
            page = self.get(path)
            self.assertEqual(page["count"], len(page["values"]))
            out += page["values"]
            path = page["next_url"] and page["next_url"].split(str(self.port))[1]
        return out

    def faults(self, *rules):
        answer, _ = self.call("POST", "/_faults", list(rules))
        self.assertEqual(answer.status, 200)

    def today(self, day, client_day="2026-04-01"):
        self.call("PUT", "/_today", {"date": day, "client_day": client_day})

    @staticmethod
    def figures(objects):
        return {(o["kpi"], o.get("municipality", o.get("ou")), o["period"], v["gender"]): v
                for o in objects for v in o["values"]}

    def test_catalogues(self):
        self.assertEqual(len(self.get("/v3/municipality")["values"]), 312)
        self.assertEqual(len(self.get("/v3/municipality?region_type=K")["values"]), 290)
        kpi = self.get("/v3/kpi/U21468,N99999")["values"]
        self.assertEqual([k["id"] for k in kpi], ["U21468"])
        self.assertEqual(list(kpi[0]), ["id", "title", "description", "is_divided_by_gender", "municipality_type", "auspice",
                                        "operating_area", "perspective", "prel_publication_date", "publication_date",
                                        "publ_period", "has_ou_data"])
        groups = self.get("/v3/municipality_groups?title=omsorg,%20Sala")["values"]
        self.assertEqual({g["title"] for g in groups}, {f"Liknande kommuner äldreomsorg, Sala, {y}" for y in (2023, 2024)})
        self.assertEqual(len(groups[0]["members"]), 7)
        self.assertTrue(self.get("/v3/kpi_groups")["values"])
        self.assertEqual(len(self.get("/v3/ou?municipality=1981")["values"]), 3)

    def test_pages_cover_everything_once(self):
        whole = self.get("/v3/kpi")["values"]
        self.assertEqual(self.all_pages("/v3/kpi?per_page=7"), whole)
        self.assertIsNone(self.get("/v3/kpi")["next_url"])
        self.assertEqual(self.get("/v3/kpi?per_page=7&page=2")["previous_url"].split("?")[1], "page=1&per_page=7")
        self.assertGreater(len(self.all_pages("/v3/data/kpi/U21468,N21704,N33817,U23471/year/2020,2022,2023,2024,2025")), 5000)

    def test_limits_and_errors(self):
        many = ",".join(f"{n:04}" for n in range(26))
        self.get(f"/v3/data/kpi/U21468/municipality/{many}", 422)
        self.get("/v3/kpi?per_page=5001", 422)
        self.get("/v3/kpi?page=x", 422)
        self.get("/v3/data/kpi/U21468/year/x", 400)
        self.get("/v2/kpi", 410)
        self.get("/v3/nothing", 404)
        self.get("/v3/data/kpi/U21468", 404)
        self.assertEqual(self.get("/v3/data/kpi/N99999/year/2024")["values"], [])
        self.assertEqual(self.get("/v3/data/?kpi_id=U21468&municipality=1981")["values"], [])
        self.assertEqual(len(self.get("/v3/data/?kpi_id=U21468&municipality_id=1981&year=2024")["values"]), 1)

    def test_printed_figures_by_the_day_they_became_known(self):
        def sala(kpi, year):
            found = self.figures(self.get(f"/v3/data/kpi/{kpi}/municipality/1981/year/{year}")["values"])
            return found.get((kpi, "1981", year, "T"), {}).get("value")

        self.assertEqual((sala("U21468", 2025), sala("U23401", 2025), sala("N20402", 2024)), (95, 132, 12076))
        self.assertIsNone(sala("N31910", 2025))
        self.assertIsNone(sala("N35030", 2025))
        self.today("2025-09-20")
        self.assertIsNone(sala("N33817", 2024))
        self.assertEqual(sala("N33817", 2023), 9.2)
        self.today("2025-11-15")
        self.assertEqual(sala("N33817", 2024), 14.5)

    def test_statuses_genders_and_placeholders(self):
        rows = [v for kpi in ("U23401", "U30750", "N33817", "U21468") for o in
                self.all_pages(f"/v3/data/kpi/{kpi}/year/2021,2024") for v in o["values"]]
        self.assertEqual({v["status"] for v in rows}, {"", "Missing", "Privacy", "Not applicable"})
        self.assertTrue(any(v["status"] == "Privacy" and v["value"] is not None for v in rows))
        self.assertTrue(any(v == {"gender": "T", "count": 0, "status": "", "value": None, "isdeleted": False} for v in rows))
        orders = {"".join(v["gender"] for v in o["values"]) for o in self.get("/v3/data/kpi/N21704/year/2023")["values"]}
        self.assertGreaterEqual(len([o for o in orders if len(o) == 3]), 3)

    def test_groups_and_units_by_id(self):
        group = self.get("/v3/municipality_groups?title=omsorg,%20Sala,%202024")["values"][0]
        members = ",".join(m["member_id"] for m in group["members"])
        values = [v["value"] for v in self.figures(self.get(f"/v3/data/kpi/N35001/municipality/{members}/year/2024")["values"]).values()]
        mean = self.get(f"/v3/data/kpi/N35001/municipality/{group['id']}/year/2024")["values"][0]["values"][0]
        self.assertAlmostEqual(mean["value"], sum(values) / 7)
        self.assertEqual(mean["count"], 7)
        self.assertEqual({o["ou"] for o in self.get("/v3/oudata/municipality/1981/year/2024")["values"]},
                         {u["id"] for u in self.get("/v3/ou?municipality=1981")["values"]})

    def test_changes_since_a_day_lead_to_the_same_figures(self):
        path = "/v3/data/kpi/N35001,U23401,U21468,N20434,N23806/year/2023,2024,2025"
        figures = self.figures(self.all_pages(path))
        for day, client_day in (("2026-05-05", "2026-05-06"), ("2026-06-15", "2026-06-16"), ("2026-06-20", "2026-06-21")):
            self.today(day, client_day)
            changed = self.figures(self.all_pages(f"{path}?from_date={client_day}"))
            self.assertTrue(changed)
            for key, row in changed.items():
                if row["isdeleted"]:
                    self.assertIsNone(row["value"])
                    del figures[key]
                else:
                    figures[key] = row
            self.assertEqual(figures, self.figures(self.all_pages(path)), day)
            self.assertEqual(self.get(f"{path}?from_date=2027-01-01")["values"], [])
        self.assertEqual(self.get("/v3/kpi/N23806")["values"], [])

    def test_every_fault_changes_an_answer_and_is_counted(self):
        path = "/v3/data/kpi/U21468/year/2024?per_page=100"
        good = self.get(path)
        for kind in ("status-500", "status-503", "rate-limit", "html", "cycle", "foreign", "relative", "empty",
                     "garbage-status"):
            before = self.get("/_stats")["faults"]
            self.faults({"kind": kind, "times": 1, "path": "/data/"})
            answer, raw = self.call("GET", path)
            if answer.status == 200 and answer.headers["Content-Type"] == "application/json":
                self.assertNotEqual(json.loads(raw), good, kind)
            else:
                self.assertTrue(answer.status != 200 or b"<html>" in raw, kind)
            self.assertEqual(answer.headers.get("Retry-After"), "1" if kind == "rate-limit" else None)
            self.assertEqual(self.get("/_stats")["faults"], before + 1, kind)
            self.assertEqual(self.get(path), good)
        for kind, error in (("truncate", http.client.IncompleteRead), ("reset", ConnectionError)):
            self.faults({"kind": kind, "times": 1})
            with self.assertRaises(error):
                self.call("GET", path)
            self.link.close()
        self.assertEqual(self.get(path), good)

    def test_faults_that_find_nothing_to_bend_are_not_counted(self):
        self.faults({"kind": "cycle"})
        self.get("/v3/municipality")
        self.assertEqual(self.get("/_stats")["faults"], 0)
        self.call("DELETE", "/_faults")
        self.faults({"kind": "status-500", "every": 3, "path": "page=2"})
        self.assertEqual([self.call("GET", "/v3/kpi?per_page=5&page=2")[0].status for _ in range(6)], [200, 200, 500] * 2)
        self.get("/v3/kpi?per_page=5&page=1")
        answer, _ = self.call("POST", "/_faults", [{"kind": "gremlin"}])
        self.assertEqual(answer.status, 400)

    def test_a_stall_sends_nothing(self):
        self.faults({"kind": "stall", "times": 1})
        self.link.close()
        self.link.timeout = 0.3
        with self.assertRaises(TimeoutError):
            self.call("GET", "/v3/municipality")

    def test_gzip_where_asked_for(self):
        answer, raw = self.call("GET", "/v3/municipality", headers={"Accept-Encoding": "gzip"})
        self.assertEqual(answer.headers["Content-Encoding"], "gzip")
        self.assertEqual(len(json.loads(raw)["values"]), 312)


if __name__ == "__main__":
    unittest.main()
