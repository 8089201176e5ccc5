#include "daemon/service/certificates.h"

#include <openssl/pem.h>
#include <openssl/x509.h>

#include <cstdio>
#include <ctime>
#include <memory>

namespace sluss::daemon::service {

std::vector<std::pair<std::string, std::filesystem::path>> certificates_of(const settings::Settings& settings) {
  std::vector<std::pair<std::string, std::filesystem::path>> named;
  if (!settings.http.client_certificate.empty())
    named.emplace_back("http.client_certificate", settings.http.client_certificate);
  if (!settings.control.certificate.empty()) named.emplace_back("control.certificate", settings.control.certificate);
  return named;
}

core::Result<core::Instant> certificate_expiry(const std::filesystem::path& file) {
  const auto unreadable = [&] {
    return core::fail(core::ErrorClass::config, "certificate.unreadable",
                      file.string() + " holds no certificate that can be read", "Put a certificate there, PEM.",
                      {file.string(), 0, 0, ""});
  };
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> stream(std::fopen(file.c_str(), "re"), &std::fclose);
  if (!stream) return unreadable();
  const std::unique_ptr<X509, void (*)(X509*)> certificate(PEM_read_X509_AUX(stream.get(), nullptr, nullptr, nullptr),
                                                           &X509_free);
  std::tm time{};
  if (!certificate || ASN1_TIME_to_tm(X509_get0_notAfter(certificate.get()), &time) != 1) return unreadable();
  return core::Instant{static_cast<std::int64_t>(::timegm(&time)) * 1'000'000};
}

}  // namespace sluss::daemon::service
