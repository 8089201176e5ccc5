#include "connectors/kolada/kind.h"

#include "connectors/kolada/open.h"
#include "connectors/kolada/source.h"

namespace sluss::connectors::kolada {

const Kind kind{.name = "kolada",
                .origin = "kolada",
                .title = "Kolada",
                .attribution = "Källa: Kolada",
                .resumes = true,
                .open = open_source,
                .read_again = make_reader};

}  // namespace sluss::connectors::kolada
