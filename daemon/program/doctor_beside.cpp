// doctor: who is notified when something fails, where the daemon is reached, when the state was last backed up.
#include <unistd.h>

#include <cerrno>
#include <nlohmann/json.hpp>

#include "core/numbers.h"
#include "daemon/program/daemon_call.h"
#include "daemon/program/doctor_diagnosis.h"
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

/// What became of the last message to a recipient, where the daemon has recorded it.
Diagnosis examine_recipient(core::Files& files, const settings::Settings& settings, const settings::Notify& recipient) {
  Diagnosis diagnosis{recipient.webhook.empty() ? "mail" : "webhook", Health::well, recipient.name + ": ", ""};
  const auto file = serve::last_message_file(settings.state, recipient.name);
  std::error_code problem;
  if (!std::filesystem::exists(file, problem)) {
    diagnosis.what +=
        problem ? "the outcome of the last message cannot be read" : "no message to it is noted in the state";
    return diagnosis;
  }
  const auto text = files.read(file);
  const auto last = text ? serve::parse_last_message(*text) : std::unexpected(text.error());
  if (!last) {
    diagnosis.health = Health::warning;
    diagnosis.what += last.error().what;
    diagnosis.remedy = last.error().remedy;
    return diagnosis;
  }
  const auto sent = last->sent ? "the last message was handed over at " + shown_time(*last->sent)
                               : std::string("none that was handed over is noted");
  if (!last->failed) {
    diagnosis.what += sent;
    return diagnosis;
  }
  diagnosis.health = Health::warning;
  diagnosis.what += "the last try failed at " + shown_time(*last->failed) + ": " + last->code + "; " + sent;
  diagnosis.remedy =
      "The daemon tries again. Its log says why (journalctl -u sluss, the event notify.failed), "
      "docs/notifications.md has the remedy for each code.";
  return diagnosis;
}

/// The address and its certificate, as configured.
Diagnosis examine_address(const settings::Settings& settings, core::Instant now) {
  const auto& control = settings.control;
  const auto socket = "the socket " + settings::sockets_to_try(settings).front().string();
  if (control.listen.empty())
    return {"door", Health::well, socket + "; no address is configured ([control] listen)", ""};
  Diagnosis diagnosis{"door", Health::well, control.listen + " and " + socket, ""};
  if (control.certificate.empty()) {
    diagnosis.what += "; without a certificate";
    return diagnosis;
  }
  const auto expires = serve::certificate_expiry(control.certificate);
  const auto renew = "Put a new one in its place (" + control.certificate.string() + "), then `sluss reload`.";
  if (!expires) {
    diagnosis.health = Health::warning;
    diagnosis.what += "; " + expires.error().what;
    diagnosis.remedy = expires.error().remedy;
  } else if (*expires <= now) {
    diagnosis.health = Health::ill;
    diagnosis.what += "; its certificate ended at " + shown_time(*expires);
    diagnosis.remedy = renew;
  } else {
    const bool soon = now.plus(certificate_warning) > *expires;
    diagnosis.health = soon ? Health::warning : Health::well;
    diagnosis.what += "; its certificate is valid for " + days_text(now, *expires) + ", until " + shown_time(*expires);
    if (soon) diagnosis.remedy = renew;
  }
  return diagnosis;
}

/// The address on which a running daemon listens; empty: on its socket alone. Nothing when none runs, or its answer has
/// none, as that of an older version.
std::optional<std::string> address_of_the_running(Environment& environment, const settings::Settings& settings) {
  const auto answer =
      call_daemon(environment, settings, {.target = "/api/v1/status", .patience = std::chrono::seconds(20)});
  if (!answer || !*answer) return std::nullopt;
  const auto status = nlohmann::json::parse(**answer, nullptr, false);
  const nlohmann::json::json_pointer listen("/daemon/listen");
  if (!status.is_object() || !status.contains(listen)) return std::nullopt;
  return status[listen].is_string() ? status[listen].get<std::string>() : std::string();
}

}  // namespace

void examine_notifications(core::Files& files, const settings::Settings& settings, std::vector<Diagnosis>& diagnoses) {
  if (settings.notify.empty()) {
    diagnoses.push_back(
        {"mail", Health::warning, "not configured: no one is notified when something fails",
         "Name the mail server in [mail] and the recipients in [[notify]]; the sample conf.d/mail.toml has "
         "both. Until then somebody must watch `sluss status`."});
    return;
  }
  for (const auto& recipient : settings.notify) diagnoses.push_back(examine_recipient(files, settings, recipient));
}

void examine_door(Environment& environment, const settings::Settings& settings, std::vector<Diagnosis>& diagnoses) {
  auto diagnosis = examine_address(settings, environment.clock.now());
  const auto listens = address_of_the_running(environment, settings);
  if (listens && *listens != settings.control.listen) {
    diagnosis.what += "; the daemon that runs listens on " + (listens->empty() ? "no address" : *listens) +
                      ": the configuration's holds from its next start on";
    if (diagnosis.health == Health::well) diagnosis.health = Health::warning;
    diagnosis.remedy = "Restart it: systemctl restart sluss, or end `sluss serve` and start it again." +
                       (diagnosis.remedy.empty() ? "" : " " + diagnosis.remedy);
  }
  diagnoses.push_back(std::move(diagnosis));
}

void examine_backups(core::Files& files, const std::filesystem::path& journal, core::Instant now,
                     std::vector<Diagnosis>& diagnoses) {
  if (::access(journal.c_str(), R_OK) != 0 && errno == EACCES) return;  // examine_journal() reports it
  run::LastBackup backups;
  const auto last = backups.ended_at(files, journal);
  if (!last) {
    diagnoses.push_back(
        {"backup", Health::warning, "no backup is known",
         "Make one, and one each night: sluss backup --to FOLDER --keep 14 (docs/operations.md, Backup). "
         "Only backups in the journal are known, not copies by other means."});
    return;
  }
  const bool old = last->plus(backup_warning) < now;
  diagnoses.push_back(
      {"backup", old ? Health::warning : Health::well,
       "the newest was made at " + shown_time(*last) + ", " + days_text(*last, now) + " ago",
       old ? "Find out why none was made since (systemctl status sluss-backup.timer sluss-backup, `sluss audit "
             "list`), and make one: sluss backup --to FOLDER --keep 14."
           : ""});
}

}  // namespace sluss::daemon::program
