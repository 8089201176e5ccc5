#pragma once
// The source and the job that `sluss init` writes for a municipality that begins with Kolada.

#include "connectors/kind.h"

namespace sluss::connectors::kolada {

inline constexpr FirstJob first_job{
    .before =
        "[source.kolada]\nurl = \"https://api.kolada.se/v3\"\n\n"
        "[[job]]\nname = \"kolada\"\nsource = \"kolada\"\n"
        "# How often `sluss serve` runs it. `sluss run kolada` runs it now.\nevery = \"12h\"\n"
        "# Ids (\"N15428\"), ready sets, \"kpigroup:…\", \"title:…\", \"operating_area:…\", or \"*\" for "
        "everything.\nindicators = [\n",
    .indicator = "N15428",
    .after =
        "]\n# Rank, quartile and means need the whole country.\nareas = [\"*\"]\n"
        "# Municipalities whose units (homes, schools) are loaded too.\nunits = []\n"
        "# What your figures are compared with.\n"
        "compare = [\"riket\", \"county\", \"group:Liknande kommuner äldreomsorg\"]\n\n"};

}  // namespace sluss::connectors::kolada
