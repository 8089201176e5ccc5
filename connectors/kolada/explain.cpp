#include "connectors/kolada/explain.h"

#include <charconv>
#include <string>

#include "connectors/kolada/paging.h"

namespace sluss::connectors::kolada {

namespace {

/// The status in an HTTP error; 0 when there is none. "http.status_4xx" has it in its words.
int status_of(const core::Error& error) {
  constexpr std::string_view in_code = "http.status_";
  constexpr std::string_view in_words = "status ";
  if (error.code == "http.gone") return 410;
  if (!error.code.starts_with(in_code)) return 0;
  const auto number_at = [](std::string_view text, std::size_t at) {
    int number = 0;
    if (at < text.size()) std::from_chars(text.data() + at, text.data() + text.size(), number);
    return number;
  };
  const int status = number_at(error.code, in_code.size());
  if (status >= 100) return status;
  const std::size_t words = error.what.find(in_words);
  return words == std::string::npos ? 0 : number_at(error.what, words + in_words.size());
}

}  // namespace

core::Error explain(core::Error error, std::string_view url) {
  const std::string request = shown(url);
  const auto become = [&](std::string_view code, std::string what, std::string remedy) {
    error.code = code;
    error.error_class = core::ErrorClass::source;
    error.what = std::move(what) + " (" + request + ")";
    error.remedy = std::move(remedy);
  };
  const int status = status_of(error);
  if (status == 410) {
    become(
        "kolada.retired", "Kolada answered 410: this version of its API has been shut down",
        "set the source's url to the version that is in use (\"https://api.kolada.se/v3\", see kolada.se/om-oss/api), "
        "or upgrade sluss if v3 is the one that was shut down");
  } else if (status == 404) {
    become("kolada.not_found", "Kolada answered 404: it knows no such address",
           "check the source's url; it ends with the version, \"https://api.kolada.se/v3\"");
  } else if (status == 400 || status == 422) {
    become("kolada.bad_request", "Kolada answered " + std::to_string(status) + ": it does not accept the request",
           "its rules for requests may have changed (at most 25 ids in a segment, per_page at most 5000); report it");
  }
  if (error.place.file.empty()) error.place.file = request;
  return error;
}

}  // namespace sluss::connectors::kolada
