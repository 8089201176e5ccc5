#pragma once
// What mail and webhook share of libcurl: a handle that remembers the first option refused, that stops on request, and
// whose failure is an error with a remedy. For the .cpp files of this folder only.

#include <curl/curl.h>

#include <array>
#include <chrono>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>

#include "core/error.h"
#include "core/secret.h"

namespace sluss::daemon::notify {

/// A secret in clear, wiped at the end; curl keeps its own copy.
class RevealedSecret {
 public:
  explicit RevealedSecret(const core::Secret& secret) : text_(secret.reveal_secret()) {}
  RevealedSecret(const RevealedSecret&) = delete;
  RevealedSecret& operator=(const RevealedSecret&) = delete;
  ~RevealedSecret();
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_;
};

class Transport {
 public:
  Transport(std::chrono::milliseconds connect_timeout, std::chrono::milliseconds total_timeout,
            const std::string& ca_file, std::stop_token stop);
  Transport(const Transport&) = delete;
  Transport& operator=(const Transport&) = delete;

  template <class Value>
  void set(CURLoption option, Value value) {
    const CURLcode code = easy_ ? curl_easy_setopt(easy_.get(), option, value) : CURLE_OUT_OF_MEMORY;
    if (code != CURLE_OK && set_up_ == CURLE_OK) set_up_ = code;
  }
  [[nodiscard]] CURLcode perform();
  [[nodiscard]] long response_code() const;
  /// What a proxy answered to CONNECT; 0: none was sent.
  [[nodiscard]] long proxy_code() const;
  /// True when the server had taken the connection before it ended.
  [[nodiscard]] bool connected() const;
  [[nodiscard]] bool resolved() const;
  /// Curl's words for the last end, cleaned and masked.
  [[nodiscard]] std::string words(CURLcode code) const;

  /// The codes that mail and webhook share: notify.dns, notify.connect, notify.timeout, notify.tls, notify.reset,
  /// notify.cancelled, notify.request. `place` is a host, `where` what the configuration calls it.
  [[nodiscard]] core::Error error_of(CURLcode code, const std::string& place, std::string_view where) const;

 private:
  struct Deleter {
    void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
  };
  static int on_progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t);

  std::unique_ptr<CURL, Deleter> easy_;
  CURLcode set_up_ = CURLE_OK;
  std::array<char, CURL_ERROR_SIZE> message_{};
  std::stop_token stop_;
  std::chrono::milliseconds most_;
  std::chrono::steady_clock::time_point deadline_;
};

struct ListDeleter {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using List = std::unique_ptr<curl_slist, ListDeleter>;
/// False when there is no memory.
[[nodiscard]] bool append(List& list, const std::string& line);

}  // namespace sluss::daemon::notify
