// Who is notified of what.
#include <array>

#include "daemon/settings/schema_tables.h"
#include "daemon/settings/words.h"

namespace sluss::daemon::settings {
namespace {

using core::config::TextMeaning;
using core::config::Type;
using core::config::Value;
using T = Target;

constexpr auto deadline_keys = std::to_array<OwnKey>({
    {{.name = "name",
      .required = true,
      .description = "As people read it.",
      .example = "\"Ej verkställda beslut\"",
      .since = first},
     [](T& t, const Value& v) { t.deadline->name = v.text; }},
    {{.name = "day",
      .required = true,
      .measure = "calendar expression",
      .description = "Its days: a date each year, a rule, or one date.",
      .example = "\"workday<=*-01,04,07,10-15\"",
      .since = first},
     [](T& t, const Value& v) { t.deadline->day = v.text; }},
});

constexpr auto notify_keys = std::to_array<OwnKey>({
    {{.name = "name",
      .required = true,
      .measure = "a-z 0-9 _ -",
      .description = "What it is called in logs.",
      .example = "\"forvaltningen\"",
      .since = first},
     [](T& t, const Value& v) { t.notify->name = v.text; }},
    {{.name = "to",
      .type = Type::texts,
      .measure = "mail addresses",
      .description = "People, by mail: needs [mail].",
      .example = "[\"statistik@example.se\"]",
      .since = first},
     [](T& t, const Value& v) { t.notify->to = v.texts; }},
    {{.name = "webhook",
      .measure = "name of a secret",
      .description = "A machine, by the name of the credential that holds its https address.",
      .example = "\"mattermost\"",
      .since = first,
      .meaning = TextMeaning::secret_name},
     [](T& t, const Value& v) { t.notify->webhook = v.text; }},
    {{.name = "key",
      .measure = "name of a secret",
      .description = "The credential that signs what the webhook gets.",
      .example = "\"webhook_key\"",
      .since = first,
      .meaning = TextMeaning::secret_name},
     [](T& t, const Value& v) { t.notify->key = v.text; }},
    {{.name = "events",
      .type = Type::texts,
      .measure = "events",
      .description = "Which events; unset: all.",
      .words = event_words.joined(),
      .example = "[\"new_figures\", \"series_held\"]",
      .since = first},
     [](T& t, const Value& v) { t.notify->events = event_words.values_of(v.texts); }},
    {{.name = "jobs",
      .type = Type::texts,
      .measure = "names of jobs",
      .description = "Only what concerns these; unset: all.",
      .example = "[\"kolada\"]",
      .since = first},
     [](T& t, const Value& v) { t.notify->jobs = v.texts; }},
});

}  // namespace

std::span<const OwnKey> deadline_table() {
  return deadline_keys;
}
std::span<const OwnKey> notify_table() {
  return notify_keys;
}

}  // namespace sluss::daemon::settings
