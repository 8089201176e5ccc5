#include "daemon/serve/pages/desk.h"

#include "connectors/registry.h"
#include "core/text.h"
#include "daemon/serve/door/answers.h"
#include "daemon/serve/door/identity.h"
#include "daemon/serve/door/without_paths.h"
#include "daemon/serve/pages/about_page.h"
#include "daemon/serve/pages/read_views.h"
#include "daemon/settings/folders.h"
#include "transforms/datasets/export.h"
#include "transforms/datasets/indicator_config.h"
#include "warehouse/ledger.h"

namespace sluss::daemon::pages {
namespace {

namespace datasets = transforms::datasets;
constexpr std::size_t longest_value = 200;

core::Error first_of(const datasets::Errors& errors) {
  return errors.empty() ? core::Error{} : errors.front();
}

std::string error_text(const core::Error& error) {
  if (error.error_class == core::ErrorClass::busy)
    return "Något annat håller på just nu. Vänta en stund och försök igen.";
  if (error.code == "job.unknown") return "Jobbet finns inte. Kanske har inställningarna ändrats.";
  return "Sluss kunde inte göra det du bad om. Inget har ändrats. Den som sköter Sluss kan se varför i uppgifterna här "
         "nedanför.";
}

}  // namespace

std::string value_of(const std::vector<std::pair<std::string, std::string>>& list, std::string_view name) {
  for (const auto& [known, value] : list) {
    if (known != name) continue;
    std::string clean;
    for (const char c : core::cut(value, longest_value))
      if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F) clean += c;
    return clean;
  }
  return {};
}

std::optional<std::int64_t> whole_number(std::string_view text) {
  constexpr std::size_t most_digits = 12;
  std::int64_t number = 0;
  if (text.empty() || text.size() > most_digits) return std::nullopt;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + (c - '0');
  }
  return number > 0 ? std::optional(number) : std::nullopt;
}

door::Response redirect(const std::string& target) {
  door::Response response;
  response.status = 303;
  response.headers.emplace_back("Location", target);
  return response;
}

/// The number beside the menu's word. A generation is never changed, so it is counted once in each; a page is shown
/// without the number rather than not at all.
std::int64_t Desk::waiting() const {
  const auto generation = house().revision();
  if (generation.empty()) return 0;
  const std::scoped_lock one_at_a_time(counting_);
  if (generation == counted_) return waiting_;
  const auto reader = house().reader(false, {});
  if (!reader) return 0;
  const auto counted = warehouse::ledger::count_waiting(**reader);
  if (!counted) return 0;
  waiting_ = *counted;
  counted_ = generation;
  return waiting_;
}

bool Desk::is_anonymous(const door::Request& request) {
  // The door refuses a person of that name.
  return request.identity.name == "anonymous";
}

std::string Desk::person(const door::Request& request) {
  if (!is_anonymous(request)) return door::person_of(request.identity.name);
  return may_operate(request) ? "Inte inloggad (får läsa och styra)" : "Inte inloggad (får läsa)";
}

door::Response Desk::page(const door::Request& request, PageContent shown, int status) const {
  Frame frame{.title = std::move(shown.title),
              .section = shown.section,
              .municipality = municipality(),
              .person = person(request),
              .signed_in = !is_anonymous(request),
              .waiting = waiting(),
              .notice = std::move(shown.notice),
              .version = context_.version};
  door::Response response;
  response.status = status;
  response.body = framed(frame, shown.content);
  return response;
}

door::Response Desk::missing(const door::Request& request, const std::string& text) const {
  return page(
      request,
      {.title = "Finns inte", .section = Section::none, .content = trouble_page("Finns inte", text), .notice = ""},
      404);
}

door::Response Desk::trouble(const door::Request& request, const core::Error& error) const {
  if (error.code == "warehouse.empty")
    return page(
        request,
        {.title = "Inget är hämtat än", .section = Section::none, .content = nothing_loaded_page(), .notice = ""});
  const auto title = error.error_class == core::ErrorClass::busy ? "Upptaget" : "Det gick inte";
  // Who may not operate the daemon need not know where it keeps its files.
  const auto shown = may_operate(request) ? error : door::error_without_paths(error);
  auto response = page(request,
                       {.title = title,
                        .section = Section::none,
                        .content = trouble_page(title, error_text(error), &shown),
                        .notice = ""},
                       door::status_of(error));
  response.code = error.code;
  return response;
}

door::Response Desk::page_or_trouble(const door::Request& request, core::Result<PageContent> shown) const {
  return shown ? page(request, *std::move(shown)) : trouble(request, shown.error());
}

core::Result<std::vector<datasets::DatasetDescription>> Desk::descriptions() const {
  auto loaded = datasets::load_descriptions(house().files, house().settings()->config_folders);
  if (loaded) return *std::move(loaded);
  return std::unexpected(first_of(loaded.error()));
}

core::Result<std::map<std::string, int>> Desk::decimals() const {
  const auto loaded =
      datasets::load_indicators(house().files, house().settings()->config_folders, connectors::understood_origin());
  if (loaded) return datasets::decimals_of(*loaded);
  return std::unexpected(first_of(loaded.error()));
}

std::string Desk::municipality() const {
  const auto settings = house().settings();
  const auto found = settings::find_municipality(settings->config_folders, settings->municipality);
  return found ? found->name : settings->municipality;
}

}  // namespace sluss::daemon::pages
