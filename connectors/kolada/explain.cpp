#include "connectors/kolada/explain.h"

#include "connectors/kolada/pages.h"

namespace sluss::connectors::kolada {

core::Error explain(core::Error error, std::string_view url) {
  const std::string request = shown(url);
  const auto say = [&](std::string_view code, std::string what, std::string remedy) {
    error.code = code;
    error.error_class = core::ErrorClass::source;
    error.what = std::move(what) + " (" + request + ")";
    error.remedy = std::move(remedy);
  };
  if (error.code == "http.gone" || error.code == "http.status_410") {
    say("kolada.retired", "Kolada answered 410: this version of its API has been shut down",
        "set the source's url to the version that is in use (\"https://api.kolada.se/v3\", see kolada.se/om-oss/api), "
        "or upgrade sluss if v3 is the one that was shut down");
  } else if (error.code == "http.status_404") {
    say("kolada.not_found", "Kolada answered 404: it knows no such address",
        "check the source's url; it ends with the version, \"https://api.kolada.se/v3\"");
  } else if (error.code == "http.status_400" || error.code == "http.status_422") {
    say("kolada.bad_request", "Kolada answered " + error.code.substr(12) + ": it does not accept the request",
        "its rules for requests may have changed (at most 25 ids in a segment, per_page at most 5000); report it");
  }
  if (error.place.file.empty()) error.place.file = request;
  return error;
}

}  // namespace sluss::connectors::kolada
