#include "daemon/serve/service/certificates.h"

#include <openssl/pem.h>
#include <openssl/x509.h>

#include <ctime>
#include <memory>

#include "core/small_file.h"

namespace sluss::daemon::serve {

constexpr std::size_t most_bytes = 1U << 20U;

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
  const auto text = core::read_small_file(file, most_bytes);  // a pipe is not waited for
  if (!text) return unreadable();
  const std::unique_ptr<BIO, int (*)(BIO*)> bytes(BIO_new_mem_buf(text->data(), static_cast<int>(text->size())),
                                                  &BIO_free);
  const std::unique_ptr<X509, void (*)(X509*)> certificate(
      PEM_read_bio_X509_AUX(bytes.get(), nullptr, nullptr, nullptr), &X509_free);
  std::tm time{};
  if (!certificate || ASN1_TIME_to_tm(X509_get0_notAfter(certificate.get()), &time) != 1) return unreadable();
  return core::Instant{static_cast<std::int64_t>(::timegm(&time)) * 1'000'000};
}

}  // namespace sluss::daemon::serve
