// What belongs to the daemon: when jobs run, deadlines, and who is notified.
#include <algorithm>
#include <set>

#include "daemon/serve/notify/address.h"
#include "daemon/serve/notify/mail_host.h"
#include "daemon/serve/schedule/calendar.h"
#include "daemon/settings/draft.h"
#include "daemon/settings/validate.h"

namespace sluss::daemon::settings {
namespace {

std::vector<std::string> job_names(const Settings& settings) {
  std::vector<std::string> names;
  names.reserve(settings.jobs.size());
  for (const auto& job : settings.jobs) names.push_back(job.name);
  return names;
}

void check_calendar(Draft& draft, const std::string& text, const std::string& path) {
  if (!draft.is_valid(path)) return;
  if (const auto calendar = schedule::Calendar::parse(text); !calendar) {
    draft.fail(calendar.error().code, calendar.error().what, calendar.error().remedy, draft.place(path));
  }
}

void check_job_names(Draft& draft, const std::vector<std::string>& names, const std::string& path) {
  const auto known = job_names(draft.settings);
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (std::ranges::find(known, names[i]) != known.end()) continue;
    const auto near = nearest(names[i], known);
    draft.fail("config.reference", "no job is named '" + names[i] + "'",
               near.empty() ? "Name one of your jobs." : "Did you mean '" + near + "'?",
               draft.place(path + "." + std::to_string(i)));
  }
}

/// Whether following `after` from one job leads back to it.
bool leads_back(const Settings& settings, const std::string& from) {
  std::set<std::string> seen;
  std::vector<std::string> open{from};
  while (!open.empty()) {
    const auto* job = find_job(settings, open.back());
    open.pop_back();
    if (job == nullptr) continue;
    for (const auto& before : job->after) {
      if (before == from) return true;
      if (seen.insert(before).second) open.push_back(before);
    }
  }
  return false;
}

void check_schedule(Draft& draft, std::size_t index) {
  const auto& job = draft.settings.jobs[index];
  const std::string path = "job." + std::to_string(index);
  if (job.every && !job.schedule.empty()) {
    draft.fail("config.schedule", "a job runs by `every` or by `schedule`, not by both", "Take one of them away.",
               draft.place(path + ".schedule"));
  }
  check_calendar(draft, job.schedule, path + ".schedule");
  check_calendar(draft, job.tries, path + ".tries");
  check_calendar(draft, job.expected_by, path + ".expected_by");
  check_job_names(draft, job.after, path + ".after");
  if (!job.after.empty() && leads_back(draft.settings, job.name)) {
    draft.fail("config.cycle", "job '" + job.name + "' follows itself, by way of `after`",
               "Take one of the jobs out of `after`, so that one begins.", draft.place(path + ".after"));
  }
  if (job.on_publication() && !job.after.empty()) {
    draft.fail("config.schedule", "a job runs on publication days or after others, not both", "Take one of them away.",
               draft.place(path + ".on"));
  }
}

void check_deadline(Draft& draft, std::size_t index) {
  const std::string path = "deadline." + std::to_string(index);
  require(draft, "deadline", path);
  check_calendar(draft, draft.settings.deadlines[index].day, path + ".day");
}

void check_route(Draft& draft, const Notify& route, const std::string& path) {
  check_name(draft, route.name, path + ".name", "a recipient's name");
  check_credential(draft, route.webhook, path + ".webhook");
  check_credential(draft, route.key, path + ".key");
  check_job_names(draft, route.jobs, path + ".jobs");
  // A value that is no list of texts has its error already.
  const bool unread = draft.is_written(path + ".to") && !draft.is_valid(path + ".to");
  if (!unread && route.to.empty() == route.webhook.empty()) {
    draft.fail("config.notify", "a [[notify]] has either `to` or `webhook`",
               "Write to = [\"anna@example.se\"], or webhook = \"NAME\" of the credential that holds its address.",
               draft.place(path));
  }
  for (std::size_t i = 0; i < route.to.size(); ++i) {
    if (const auto address = notify::Address::parse(route.to[i]); !address) {
      const bool several = std::ranges::count(route.to[i], '@') > 1;
      draft.fail(address.error().code, address.error().what,
                 several ? "Write each in quotation marks of its own: to = [\"anna@sala.se\", \"bo@sala.se\"]."
                         : address.error().remedy,
                 draft.place(path + ".to." + std::to_string(i)));
    }
  }
  if (route.to.empty()) return;
  if (draft.settings.mail.host.empty() || draft.settings.mail.from.empty()) {
    draft.fail("config.mail", "mail is to be sent, and [mail] lacks its server or its sender",
               "Write [mail] with server = \"smtp.example.se\" and from = \"sluss@example.se\".", draft.place(path));
  }
}

/// What would make every sending fail.
void check_mail_server(Draft& draft) {
  const auto& mail = draft.settings.mail;
  if (!mail.host.empty() && !notify::is_mail_host(mail.host)) {
    draft.fail("config.host", "mail.server is no host name",
               "Write the name alone, without smtp:// and without a port: server = \"smtp.example.se\", port = 587.",
               draft.place("mail.server"));
  }
  if (mail.security == MailSecurity::none && !mail.user.empty() && !mail.credential.empty() &&
      !notify::is_this_machine(mail.host)) {
    draft.fail("config.secret_plain", "mail.credential would be sent unencrypted: mail.security is \"none\"",
               "Write security = \"starttls\" or \"tls\", or take user and credential away.",
               draft.place("mail.credential"));
  }
}

void check_mail(Draft& draft) {
  auto& mail = draft.settings.mail;
  check_credential(draft, mail.credential, "mail.credential");
  check_mail_server(draft);
  if (!mail.ca_file.empty()) {
    auto file = std::filesystem::path(mail.ca_file);
    if (file.is_relative()) file = draft.settings.file.parent_path() / file;
    mail.ca_file = file.lexically_normal().string();
  }
  if (mail.from.empty()) return;
  if (const auto from = notify::Address::parse(mail.from); !from) {
    draft.fail(from.error().code, "mail.from: " + from.error().what, from.error().remedy, draft.place("mail.from"));
  }
}

}  // namespace

void validate_daemon(Draft& draft) {
  for (std::size_t i = 0; i < draft.settings.jobs.size(); ++i) check_schedule(draft, i);
  for (std::size_t i = 0; i < draft.settings.deadlines.size(); ++i) check_deadline(draft, i);
  check_mail(draft);
  std::set<std::string> names;
  for (std::size_t i = 0; i < draft.settings.notify.size(); ++i) {
    const auto& route = draft.settings.notify[i];
    const std::string path = "notify." + std::to_string(i);
    require(draft, "notify", path);
    check_route(draft, route, path);
    if (names.insert(route.name).second) continue;
    draft.fail("config.duplicate", "another [[notify]] is named '" + route.name + "' too",
               "Give each a name of its own.", draft.place(path + ".name"));
  }
  if (!draft.settings.page.empty() && !draft.settings.page.starts_with("https://") &&
      !draft.settings.page.starts_with("http://")) {
    draft.fail("config.url", "daemon.page is not a web address", "Begin with https://.", draft.place("daemon.page"));
  }
}

}  // namespace sluss::daemon::settings
