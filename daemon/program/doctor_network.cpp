// doctor --connect: names, proxy, certificates, clocks, and one small request to each source, each target of deliveries
// and the mail server.
#include <netdb.h>

#include <cstdlib>
#include <future>
#include <thread>

#include "core/url.h"
#include "daemon/program/doctor_diagnosis.h"
#include "daemon/program/sources.h"
#include "daemon/settings/kinds.h"

namespace sluss::daemon::program {
namespace {

constexpr std::chrono::seconds name_patience{10};
constexpr std::chrono::hours certificate_warning{24 * 21};
constexpr std::chrono::seconds clock_tolerance{60};

/// "api.kolada.se" of "https://api.kolada.se:443/v3".
std::string host_of(const std::string& url) {
  auto begin = url.find("://");
  begin = begin == std::string::npos ? 0 : begin + 3;
  auto host = url.substr(begin, url.find_first_of("/?#", begin) - begin);
  if (const auto at = host.rfind('@'); at != std::string::npos) host.erase(0, at + 1);
  if (host.starts_with('[')) return host.substr(1, host.find(']') - 1);
  return host.substr(0, host.find(':'));
}

/// The resolver has no time limit of its own: its thread is left behind when it does not answer.
int resolve(const std::string& host) {
  auto answer = std::make_shared<std::promise<int>>();
  auto future = answer->get_future();
  std::thread([answer, host] {
    addrinfo* found = nullptr;
    const int code = ::getaddrinfo(host.c_str(), nullptr, nullptr, &found);
    if (code == 0) ::freeaddrinfo(found);
    answer->set_value(code);
  }).detach();
  return future.wait_for(name_patience) == std::future_status::ready ? future.get() : EAI_AGAIN;
}

Diagnosis examine_name(const std::string& subject, const std::string& host) {
  const int code = resolve(host);
  if (code == 0) return {subject, Health::well, "the name " + host + " is known", ""};
  return {subject, Health::ill, "the name " + host + " cannot be resolved: " + ::gai_strerror(code),
          "Check /etc/resolv.conf and the firewall; behind a proxy set [http] proxy."};
}

std::string proxy_of(const settings::Settings& settings) {
  if (!settings.http.proxy.empty()) return settings.http.proxy;
  for (const auto* name : {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"}) {
    const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nobody sets them
    if (value != nullptr && *value != '\0') return value;
  }
  return {};
}

void examine_answer(const settings::Source& source, const connectors::Probe& look, core::Instant now,
                    std::vector<Diagnosis>& diagnoses) {
  diagnoses.push_back({"source " + source.name, Health::well, look.answer, ""});
  if (look.certificate_ends) {
    const bool soon = now.plus(certificate_warning) > *look.certificate_ends;
    diagnoses.push_back({"certificate of " + source.name, soon ? Health::warning : Health::well,
                         "valid until " + core::to_text(*look.certificate_ends),
                         soon ? "Whoever runs the server (or the proxy before it) must renew it." : ""});
  }
  if (!look.clock_behind) return;
  const auto off = std::chrono::abs(*look.clock_behind);
  const bool wrong = off > clock_tolerance;
  diagnoses.push_back({"clock against " + source.name, wrong ? Health::ill : Health::well,
                       wrong ? "this machine's clock is " + core::to_text(std::chrono::milliseconds(off)) +
                                   (look.clock_behind->count() > 0 ? " behind" : " ahead")
                             : "within a minute of the server's",
                       wrong ? "Set it: timedatectl set-ntp true." : ""});
}

/// Of the source's web addresses; false when one cannot be resolved.
bool examine_names(const settings::Source& source, std::vector<Diagnosis>& diagnoses) {
  const auto* kind = settings::kind_of(source);
  if (kind == nullptr) return true;
  for (const auto& key : kind->source_keys) {
    const auto& url = source.values.text(key.name);
    if (key.meaning != core::config::TextMeaning::web_address || url.empty()) continue;
    diagnoses.push_back(examine_name("name of " + source.name, host_of(url)));
    if (diagnoses.back().health == Health::ill) return false;
  }
  return true;
}

Diagnosis diagnosis_of(const TryResult& tried) {
  if (!tried.answer) return ill(tried.subject, tried.answer.error());
  return {tried.subject, Health::well, *tried.answer, ""};
}

}  // namespace

void examine_network(Environment& environment, const settings::Settings& settings, std::vector<Diagnosis>& diagnoses) {
  const auto proxy = proxy_of(settings);
  if (!proxy.empty()) {
    const auto shown = core::shown_url(proxy);
    diagnoses.push_back(
        {"proxy", Health::well, shown + (settings.http.proxy.empty() ? " (of the environment)" : ""), ""});
    diagnoses.push_back(examine_name("proxy's name", host_of(proxy)));
  }
  for (const auto& source : settings.sources) {
    // Behind a proxy it is the proxy that resolves the source's name.
    if (proxy.empty() && !examine_names(source, diagnoses)) continue;
    const auto answer = probe_source(settings, source, environment.clock, environment.stop);
    if (answer) {
      examine_answer(source, *answer, environment.clock.now(), diagnoses);
    } else {
      diagnoses.push_back(ill("source " + source.name, answer.error()));
    }
  }
  for (const auto& tried : try_targets(settings, environment.files, environment.stop))
    diagnoses.push_back(diagnosis_of(tried));
  if (const auto tried = try_mail_server(settings, environment.stop)) diagnoses.push_back(diagnosis_of(*tried));
}

}  // namespace sluss::daemon::program
