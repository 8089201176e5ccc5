// Sources and their jobs: what all of them have, what a key contains, and what a kind checks of its own keys.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>

#include "connectors/registry.h"
#include "daemon/settings/folders.h"
#include "daemon/settings/kinds.h"
#include "daemon/settings/plain_secrets.h"
#include "daemon/settings/read_text.h"
#include "daemon/settings/schema.h"
#include "daemon/settings/validate.h"

namespace sluss::daemon::settings {
namespace {

using core::config::TextMeaning;
using core::config::Type;

/// Errors that a kind finds, with their place in the files.
class TableProblems final : public connectors::Problems {
 public:
  TableProblems(Draft& draft, const core::config::Table& table)
      : draft_(draft), path_(table.path()), expand_sets_(expand_sets_of(draft.settings)) {}

  void fail(std::string_view key, std::string_view code, std::string what, std::string remedy) override {
    draft_.fail(code, std::move(what), std::move(remedy), draft_.place(path_ + "." + std::string(key)));
  }
  void fail(std::string_view key, const core::Error& error) override {
    fail(key, error.code, error.what, error.remedy);
  }
  [[nodiscard]] std::string nearest(std::string_view word, const std::vector<std::string>& words) const override {
    return settings::nearest(word, words);
  }
  [[nodiscard]] const connectors::ExpandSets& expand_sets() const override { return expand_sets_; }

 private:
  Draft& draft_;
  std::string path_;
  connectors::ExpandSets expand_sets_;
};

void check_secrets(Draft& draft, const core::config::Key& key, const core::config::Table& values,
                   const std::string& path) {
  if (key.type == Type::text) check_credential(draft, values.text(key.name), path);
  for (const auto& [of, name] : values.names(key.name)) {
    check_credential(draft, name, path);
    if (!name.empty()) continue;
    draft.fail("config.credential_name", fmt::format("{} names no credential for {}", path, of),
               "Write the name of its credential, or take it away.", draft.place(path));
  }
}

/// "secret_headers or secret_query": where a kind's addresses have their secrets instead.
std::string secret_names(std::span<const core::config::Key> keys) {
  std::string names;
  for (const auto& key : keys) {
    if (key.type == Type::names && key.meaning == TextMeaning::secret_name)
      names += (names.empty() ? "" : " or ") + std::string(key.name);
  }
  return names;
}

void check_address(Draft& draft, const std::string& url, const std::string& path, const std::string& secrets) {
  if (!url.starts_with("https://") && !url.starts_with("http://")) {
    draft.fail("config.url", path + " is not a web address", "Begin with https:// (or http:// for a test).",
               draft.place(path));
  }
  if (has_user_information(url) || url.find('?') != std::string::npos) {
    draft.fail("config.secret_written", path + " carries a user, a password or parameters",
               secrets.empty() ? "Take them away." : "Name secrets in " + secrets + ".", draft.place(path));
  }
}

/// Secrets that an address takes go by https, apart from what listens on this machine.
void check_secrets_go_sealed(Draft& draft, std::span<const core::config::Key> keys, const core::config::Table& values) {
  const auto plain = std::ranges::find_if(keys, [&](const core::config::Key& key) {
    return key.meaning == TextMeaning::web_address && values.has(key.name) && is_plain_to_others(values.text(key.name));
  });
  if (plain == keys.end()) return;
  for (const auto& key : keys) {
    if (key.type != Type::names || key.meaning != TextMeaning::secret_name || values.names(key.name).empty()) continue;
    const auto path = values.path() + "." + std::string(key.name);
    draft.fail("config.secret_plain", path + " would be sent unencrypted: the address begins with http://",
               "Begin " + values.path() + "." + std::string(plain->name) +
                   " with https://, or take the secrets away. http:// is for what listens on this machine (127.0.0.1).",
               draft.place(path));
  }
}

void without_last_slashes(const core::config::Key& key, core::config::Table& values) {
  auto value = values[key.name];
  while (value.text.ends_with('/')) value.text.pop_back();
  values.put(key.name, std::move(value));
}

void check_values(Draft& draft, std::span<const core::config::Key> keys, core::config::Table& values) {
  fill_defaults(keys, values);
  for (const auto& key : keys) {
    const auto path = values.path() + "." + std::string(key.name);
    if (key.meaning == TextMeaning::secret_name) check_secrets(draft, key, values, path);
    if (key.meaning == TextMeaning::connection_string) check_connection(draft, values.text(key.name), path);
    if (key.meaning == TextMeaning::web_address && values.has(key.name)) {
      without_last_slashes(key, values);
      check_address(draft, values.text(key.name), path, secret_names(keys));
    }
  }
  check_secrets_go_sealed(draft, keys, values);
}

/// `kind = "kolada" or kind = "odbc"`
std::string known_kinds() {
  std::string all;
  for (const auto* kind : connectors::kinds())
    all += (all.empty() ? "kind = \"" : " or kind = \"") + std::string(kind->name) + "\"";
  return all;
}

void check_source(Draft& draft, Source& source) {
  const std::string path = "source." + source.name;
  check_table_name(draft, source.name, path, "a source's name", "Rename it, and in the jobs that use it.");
  const auto* kind = connectors::find_kind(source.kind);
  if (kind == nullptr) {
    if (draft.is_written(path + ".kind")) return;
    draft.fail("config.kind", "no kind of source is named '" + source.name + "'",
               "Say which it is: " + known_kinds() + ".", draft.place(path));
    return;
  }
  require(draft, "source", path, source.kind);
  check_values(draft, kind->source_keys, source.values);
  TableProblems problems(draft, source.values);
  kind->check_source(source.values, problems);
}

/// The first kind's own source needs no table.
void add_understood(Draft& draft, const std::string& name) {
  const auto& kind = *connectors::kinds().front();
  if (name != kind.name || find_source(draft.settings, name) != nullptr) return;
  Source source{.name = name, .kind = name, .values = core::config::Table("source." + name)};
  fill_defaults(kind.source_keys, source.values);
  draft.settings.sources.push_back(std::move(source));
}

void check_reference(Draft& draft, const Job& job, const std::string& path) {
  require(draft, "job", path);
  if (!draft.is_valid(path + ".source")) return;
  std::vector<std::string> known{std::string(connectors::kinds().front()->name)};
  for (const auto& source : draft.settings.sources) known.push_back(source.name);
  const auto near = nearest(job.source, known);
  draft.fail("config.reference", "no source is named '" + job.source + "'",
             near.empty() ? "Add a table [source." + (job.source.empty() ? "NAME" : job.source) + "]."
                          : "Did you mean '" + near + "'?",
             draft.place(path + ".source"));
}

/// The code that an l or an O was written in.
std::string code_meant(const std::vector<Municipality>& known, std::string area) {
  for (char& c : area) {
    if (c == 'l' || c == 'I') c = '1';
    if (c == 'O' || c == 'o') c = '0';
  }
  const bool is_one = std::ranges::find(known, area, &Municipality::code) != known.end();
  return is_one ? area : std::string();
}

void check_code(Draft& draft, const std::vector<Municipality>& known, const std::string& area,
                const std::string& place) {
  if (near_code(known, area) != NearCode::letter) return;
  const auto meant = code_meant(known, area);
  draft.fail("config.municipality", "no municipality has the code '" + area + "'",
             meant.empty() ? std::string(look_code_up) : "Did you mean '" + meant + "'?", draft.place(place));
}

/// A misspelt municipality; other names may be areas that only the source knows.
void check_municipalities(Draft& draft, const connectors::Kind& kind, const Job& job, const std::string& path) {
  constexpr std::string_view name = "areas";
  const auto key = std::ranges::find(kind.job_keys, name, &core::config::Key::name);
  if (key == kind.job_keys.end() || key->type != Type::texts || !job.values.has(name)) return;
  const auto known = municipalities(draft.settings.config_folders);
  const auto& areas = job.values.texts(name);
  for (std::size_t i = 0; i < areas.size(); ++i) {
    const auto& area = areas[i];
    const bool no_name = area.find(':') != std::string::npos || area.find_first_of("0123456789") != std::string::npos;
    check_code(draft, known, area, path + "." + std::string(name) + "." + std::to_string(i));
    if (no_name || area == "*") continue;
    const auto meant = municipality_meant(known, area);
    if (meant.empty()) continue;
    draft.fail("config.municipality", "no municipality is named '" + area + "'", "Did you mean '" + meant + "'?",
               draft.place(path + "." + std::string(name) + "." + std::to_string(i)));
  }
}

void check_job(Draft& draft, std::size_t index, std::set<std::string>& names) {
  auto& job = draft.settings.jobs[index];
  const std::string path = "job." + std::to_string(index);
  check_name(draft, job.name, path + ".name", "a job's name");
  if (!job.name.empty() && !names.insert(job.name).second) {
    draft.fail("config.duplicate", "another job is named '" + job.name + "' too", "Give each job a name of its own.",
               draft.place(path + ".name"));
  }
  add_understood(draft, job.source);
  const auto* source = find_source(draft.settings, job.source);
  if (source == nullptr) {
    check_reference(draft, job, path);
    return;
  }
  require(draft, "job", path, source->kind);
  const auto* kind = connectors::find_kind(source->kind);
  if (kind == nullptr) return;
  check_values(draft, kind->job_keys, job.values);
  TableProblems problems(draft, job.values);
  if (kind->check_job != nullptr) kind->check_job(job.values, problems);
  check_municipalities(draft, *kind, job, path);
}

}  // namespace

NearCode near_code(const std::vector<Municipality>& known, std::string_view area) {
  constexpr std::ptrdiff_t length = 4;
  const auto digits = std::ranges::count_if(area, [](char c) { return c >= '0' && c <= '9'; });
  if (known.empty() || std::ssize(area) != length || digits + 1 < length) return NearCode::none;
  if (area.front() == 'G' || area.front() == 'V') return NearCode::none;
  if (area.starts_with("00") && digits == length) return NearCode::none;
  if (std::ranges::find(known, area, &Municipality::code) != known.end()) return NearCode::none;
  return digits == length ? NearCode::digits : NearCode::letter;
}

void fill_defaults(std::span<const core::config::Key> keys, core::config::Table& values) {
  for (const auto& key : keys) {
    if (!values.has(key.name) && !key.standard.empty()) values.put(key.name, standard_of(key));
  }
}

void check_sources(Draft& draft) {
  for (auto& source : draft.settings.sources) check_source(draft, source);
}

void check_jobs(Draft& draft) {
  std::set<std::string> names;
  for (std::size_t i = 0; i < draft.settings.jobs.size(); ++i) check_job(draft, i, names);
}

}  // namespace sluss::daemon::settings
