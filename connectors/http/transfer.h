#pragma once
// One exchange with curl: its options, what comes in, and how it ended. Made and awaited by the caller's thread, driven
// by the loop's.

#include <curl/curl.h>

#include <array>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/http/client.h"
#include "connectors/http/limiter.h"

namespace sluss::connectors::http {

/// How far an exchange came before it ended.
enum class Stage : std::uint8_t { resolving, connecting, talking };

struct Outcome {
  CURLcode code = CURLE_OK;
  std::string message;  ///< curl's message, unmasked
  Stage stage = Stage::resolving;
  bool stalled = false;
  bool too_large = false;
  std::optional<core::Error> refused;  ///< the error of on_body
  int status = 0;
  int proxy_status = 0;  ///< of CONNECT
  std::vector<Header> headers;
  std::string body;
  std::uint64_t wire_bytes = 0;
  std::string certificate_ends;

  [[nodiscard]] const std::string* header(std::string_view name) const;
};

class Transfer {
 public:
  /// `url` is whole, secrets included; `request` must live until wait() has returned or abandon() was called.
  Transfer(const Options& options, const Request& request, const std::string& url, std::chrono::milliseconds most);
  ~Transfer();
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  /// The caller's side. False when stopped first; then nothing of the request is touched any more.
  [[nodiscard]] bool wait(const std::stop_token& stop);
  [[nodiscard]] Outcome take_outcome();

  /// The loop's side.
  [[nodiscard]] CURL* handle() const { return easy_.get(); }
  /// How curl took the options; nothing may be started unless it is CURLE_OK.
  [[nodiscard]] CURLcode set_up() const { return set_up_; }
  [[nodiscard]] bool abandoned() const;
  /// When to check again, or nothing when the stall time has passed without a byte.
  [[nodiscard]] std::optional<SteadyTime> stall_check(SteadyTime now);
  void complete(CURLcode code, bool stalled = false);

 private:
  struct EasyDeleter {
    void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
  };
  struct ListDeleter {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
  };

  template <class Value>
  void set(CURLoption option, Value value);
  void set_basics(const std::string& url);
  void set_limits(const Options& options, std::chrono::milliseconds most);
  void set_body_limit(std::uint64_t bytes);
  void set_proxy(const Options& options);
  void set_tls(const Options& options);
  void set_headers(const Options& options, const Request& request);
  void append_header(std::string_view name, std::string_view value);

  static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* self);
  static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* self);
  bool take_header(std::string_view line);
  bool take_body(std::string_view piece);
  [[nodiscard]] std::string certificate_ends() const;
  [[nodiscard]] Stage stage() const;
  [[nodiscard]] int status() const;

  std::unique_ptr<CURL, EasyDeleter> easy_;
  std::unique_ptr<curl_slist, ListDeleter> header_lines_;
  CURLcode set_up_ = CURLE_OK;
  std::array<char, CURL_ERROR_SIZE> message_{};
  std::uint64_t body_most_;
  std::chrono::milliseconds stall_;
  SteadyTime last_byte_;
  curl_off_t seen_bytes_ = 0;
  std::size_t header_bytes_ = 0;
  std::size_t dropped_bytes_ = 0;

  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  const Request* request_;  ///< null once abandoned
  bool done_ = false;
  Outcome outcome_;
};

/// CURLAUTH bits for a proxy.
[[nodiscard]] unsigned long auth_bits(ProxyAuth auth);
[[nodiscard]] std::string user_agent(std::string_view contact);

}  // namespace sluss::connectors::http
