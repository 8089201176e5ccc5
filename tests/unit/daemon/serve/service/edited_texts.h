#pragma once
// The configuration that edits_test.cpp changes, and what it writes into it.

#include <string>
#include <string_view>
#include <vector>

namespace sluss::daemon::serve {

/// All that is required and nothing else: its settings are the defaults of the other keys.
inline constexpr std::string_view bare_text =
    "municipality = \"1981\"\nstate = \"/s\"\n"
    "[[job]]\nname = \"j\"\nsource = \"kolada\"\nindicators = [\"N15428\"]\n"
    "[[deadline]]\nname = \"d\"\nday = \"03-31\"\n"
    "[[notify]]\nname = \"n\"\nwebhook = \"w\"\n"
    "[[publish]]\ndataset = \"nyckeltal_jamforelse\"\nformats = [\"csv\"]\nto = \"folder:/x\"\n";

inline const std::vector<std::string> working{"municipality = \"1981\"",
                                              "state = \"/var/lib/sluss\"",
                                              "[http]",
                                              "attempts = 4",
                                              "budget = \"11min\"",
                                              "[warehouse]",
                                              "memory = \"300MB\"",
                                              "generations = 3",
                                              "[gates]",
                                              "revised_share = 0.3",
                                              "[log]",
                                              "level = \"debug\"",
                                              "[daemon]",
                                              "parallel = 3",
                                              "drain = \"90s\"",
                                              "[control]",
                                              "listen = \"127.0.0.1:8470\"",
                                              "[mail]",
                                              "server = \"smtp.example.se\"",
                                              "port = 25",
                                              "from = \"sluss@example.se\"",
                                              "[source.kolada]",
                                              "[[job]]",
                                              "name = \"kolada\"",
                                              "source = \"kolada\"",
                                              "indicators = [\"N15428\", \"U21468\"]",
                                              "areas = [\"1981\"]",
                                              "compare = [\"riket\"]",
                                              "schedule = \"Mon..Fri 06:15\"",
                                              "full_reload = \"40d\"",
                                              "[[deadline]]",
                                              "name = \"rapport\"",
                                              "day = \"03-31\"",
                                              "[[notify]]",
                                              "name = \"enheten\"",
                                              "to = [\"anna@example.se\"]",
                                              "events = [\"run_failed\", \"series_held\"]",
                                              "[[publish]]",
                                              "dataset = \"nyckeltal_jamforelse\"",
                                              "formats = [\"csv\"]",
                                              "to = \"folder:/srv/share\""};

/// What somebody writes by mistake.
inline const std::vector<std::string> values{"\"\"",
                                             "\" \"",
                                             "0",
                                             "-1",
                                             "1e99",
                                             "nan",
                                             "true",
                                             "[]",
                                             "[1]",
                                             "{}",
                                             "\"åäö\"",
                                             "\"15 6 * * 1-5\"",
                                             "\"12 timmar\"",
                                             "2026-03-31",
                                             "\"\\u0000\"",
                                             "[\"*\"]",
                                             "\"x",
                                             "'",
                                             "5",
                                             "0.5",
                                             "\"2h\"",
                                             "\"1GB\"",
                                             "\"Tue 07:00\"",
                                             "\"error\""};

/// What fits its key.
inline const std::vector<std::string> fitting{"municipality = \"Sala kommun\"",
                                              "municipality = \"0180\"",
                                              "state = \"kept/../state\"",
                                              "attempts = 0x7",
                                              "budget = \"1h 30min\"",
                                              "memory = \"256MiB\"",
                                              "generations = 5",
                                              "revised_share = 1",
                                              "revised_share = 0.25",
                                              "level = 'error'",
                                              "parallel = 1",
                                              "drain = \"2min\"",
                                              "listen = \"[::1]:8471\"",
                                              "server = \"192.0.2.1\"",
                                              "port = 465",
                                              "from = \"Sluss <sluss@example.se>\"",
                                              "indicators = [\"*\"]",
                                              "areas = [\"Sala\", \"0000\"]",
                                              "areas = []",
                                              "compare = []",
                                              "schedule = \"Sat 07:30 UTC\"",
                                              "full_reload = \"12h\"",
                                              "day = \"workday<=*-10-15\"",
                                              "events = []",
                                              "formats = [\"xlsx\", \"csv-plain\"]"};

}  // namespace sluss::daemon::serve
