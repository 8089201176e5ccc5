// doctor: who is told when something fails, where the daemon is reached, when the state was last backed up.
#include <unistd.h>

#include <cerrno>
#include <nlohmann/json.hpp>

#include "core/numbers.h"
#include "daemon/program/daemon_call.h"
#include "daemon/program/doctor_looks.h"
#include "daemon/run/audit/last_backup.h"
#include "daemon/serve/service/certificates.h"
#include "daemon/serve/service/last_message.h"
#include "daemon/settings/socket_place.h"

namespace sluss::daemon::program {
namespace {

constexpr std::chrono::hours certificate_warning{24 * 21};
/// Two nights without one, as the alert SlussBackupOld.
constexpr std::chrono::hours backup_warning{50};

std::string days_text(core::Instant from, core::Instant to) {
  constexpr std::int64_t day = 86'400'000'000;
  return core::counted((to.micros - from.micros) / day, "day", "days");
}

/// What became of the last message to a recipient, where the daemon has noted it.
Look look_at_recipient(core::Files& files, const settings::Settings& settings, const settings::Notify& recipient) {
  Look look{recipient.webhook.empty() ? "mail" : "webhook", Health::well, recipient.name + ": ", ""};
  const auto file = serve::last_message_file(settings.state, recipient.name);
  std::error_code problem;
  if (!std::filesystem::exists(file, problem)) {
    look.what +=
        problem ? "what became of the last message cannot be looked at" : "no message to it is noted in the state";
    return look;
  }
  const auto text = files.read(file);
  const auto last = text ? serve::parse_last_message(*text) : std::unexpected(text.error());
  if (!last) {
    look.health = Health::warning;
    look.what += last.error().what;
    look.remedy = last.error().remedy;
    return look;
  }
  const auto sent = last->sent ? "the last message was handed over at " + shown_time(*last->sent)
                               : std::string("none that was handed over is noted");
  if (!last->failed) {
    look.what += sent;
    return look;
  }
  look.health = Health::warning;
  look.what += "the last try failed at " + shown_time(*last->failed) + ": " + last->code + "; " + sent;
  look.remedy =
      "The daemon tries again. Its log says why (journalctl -u sluss, the event notify.failed), "
      "docs/notifications.md what each code asks for.";
  return look;
}

/// The address and its certificate, as configured.
Look look_at_address(const settings::Settings& settings, core::Instant now) {
  const auto& control = settings.control;
  const auto socket = "the socket " + settings::sockets_to_try(settings).front().string();
  if (control.listen.empty())
    return {"door", Health::well, socket + "; no address is configured ([control] listen)", ""};
  Look look{"door", Health::well, control.listen + " and " + socket, ""};
  if (control.certificate.empty()) {
    look.what += "; without a certificate";
    return look;
  }
  const auto expires = serve::certificate_expiry(control.certificate);
  const auto renew = "Put a new one in its place (" + control.certificate.string() + "), then `sluss reload`.";
  if (!expires) {
    look.health = Health::warning;
    look.what += "; " + expires.error().what;
    look.remedy = expires.error().remedy;
  } else if (*expires <= now) {
    look.health = Health::ill;
    look.what += "; its certificate ended at " + shown_time(*expires);
    look.remedy = renew;
  } else {
    const bool soon = now.plus(certificate_warning) > *expires;
    look.health = soon ? Health::warning : Health::well;
    look.what += "; its certificate is valid for " + days_text(now, *expires) + ", until " + shown_time(*expires);
    if (soon) look.remedy = renew;
  }
  return look;
}

/// Where a daemon that runs listens since its start; empty: on its socket alone. Nothing when none runs, or it does not
/// tell, as one of an older version.
std::optional<std::string> address_of_the_running(Environment& environment, const settings::Settings& settings) {
  const auto answer =
      ask_daemon(environment, settings, {.target = "/api/v1/status", .patience = std::chrono::seconds(20)});
  if (!answer || !*answer) return std::nullopt;
  const auto status = nlohmann::json::parse(**answer, nullptr, false);
  const nlohmann::json::json_pointer listen("/daemon/listen");
  if (!status.is_object() || !status.contains(listen)) return std::nullopt;
  return status[listen].is_string() ? status[listen].get<std::string>() : std::string();
}

}  // namespace

void look_at_telling(core::Files& files, const settings::Settings& settings, std::vector<Look>& looks) {
  if (settings.notify.empty()) {
    looks.push_back({"mail", Health::warning, "not configured: nobody is told when something fails",
                     "Name the mail server in [mail] and who is told in [[notify]]; the sample conf.d/mail.toml has "
                     "both. Until then somebody must look at `sluss status`."});
    return;
  }
  for (const auto& recipient : settings.notify) looks.push_back(look_at_recipient(files, settings, recipient));
}

void look_at_door(Environment& environment, const settings::Settings& settings, std::vector<Look>& looks) {
  auto look = look_at_address(settings, environment.clock.now());
  const auto listens = address_of_the_running(environment, settings);
  if (listens && *listens != settings.control.listen) {
    look.what += "; the daemon that runs listens on " + (listens->empty() ? "no address" : *listens) +
                 ": the configuration's holds from its next start on";
    if (look.health == Health::well) look.health = Health::warning;
    look.remedy = "Restart it: systemctl restart sluss, or end `sluss serve` and start it again." +
                  (look.remedy.empty() ? "" : " " + look.remedy);
  }
  looks.push_back(std::move(look));
}

void look_at_backups(core::Files& files, const std::filesystem::path& journal, core::Instant now,
                     std::vector<Look>& looks) {
  if (::access(journal.c_str(), R_OK) != 0 && errno == EACCES) return;  // that it is closed is told of the journal
  run::LastBackup backups;
  const auto last = backups.look(files, journal);
  if (!last) {
    looks.push_back({"backup", Health::warning, "no backup is known",
                     "Make one, and one each night: sluss backup --to FOLDER --keep 14 (docs/operations.md, Backup). "
                     "Known is what the journal tells: copies by other means are not."});
    return;
  }
  const bool old = last->plus(backup_warning) < now;
  looks.push_back({"backup", old ? Health::warning : Health::well,
                   "the newest was made at " + shown_time(*last) + ", " + days_text(*last, now) + " ago",
                   old ? "Look why none was made since (systemctl status sluss-backup.timer sluss-backup, `sluss audit "
                         "list`), and make one: sluss backup --to FOLDER --keep 14."
                       : ""});
}

}  // namespace sluss::daemon::program
