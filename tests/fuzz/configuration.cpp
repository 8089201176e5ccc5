// Any text as sluss.toml: settings that hold what validation promises, or errors that can be acted on.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "daemon/settings/load.h"
#include "daemon/settings/settings.h"

using namespace sluss;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string content(reinterpret_cast<const char*>(data), size);
  const auto settings = daemon::settings::load_texts({{"/nonexistent/sluss.toml", content}});
  if (!settings) {
    if (settings.error().empty()) std::abort();
    for (const auto& error : settings.error()) {
      if (error.code.empty() || error.what.empty() || error.remedy.empty()) std::abort();
      if (error.place.file != "/nonexistent/sluss.toml") std::abort();
    }
    return 0;
  }
  if (settings->municipality.size() != 4 || settings->state.empty() || settings->http.attempts < 1) std::abort();
  for (const auto& job : settings->jobs) {
    if (job.name.empty() || daemon::settings::find_source(*settings, job.source) == nullptr) std::abort();
    if (job.values.texts("indicators").empty() == job.values.text("table").empty()) std::abort();
  }
  return 0;
}
