#pragma once
// One connection to an SFTP server by libcurl, kept between calls. For the .cpp files of this folder only.

#include <curl/curl.h>

#include <array>
#include <chrono>
#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "daemon/deliver/sftp.h"

namespace sluss::daemon::deliver {

class SftpSession {
 public:
  SftpSession(const SftpOptions& options, std::stop_token stop);
  SftpSession(const SftpSession&) = delete;
  SftpSession& operator=(const SftpSession&) = delete;

  /// Replaces `name` by the file's bytes; every byte has been acknowledged when it returns.
  [[nodiscard]] core::Result<> upload(const std::filesystem::path& file, const std::string& name);
  /// Each in turn until one is refused: {"rename", "a", "b"}, {"rm", "a"}. A refusal is "delivery.refused"; after it
  /// the session is not to be used again.
  [[nodiscard]] core::Result<> commands(const std::vector<std::vector<std::string>>& commands);
  /// Whether the folder can be opened for listing; lists only its beginning.
  [[nodiscard]] core::Result<> check_folder();

 private:
  struct EasyDeleter {
    void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
  };
  template <class Value>
  void set(CURLoption option, Value value) {
    const CURLcode code = easy_ ? curl_easy_setopt(easy_.get(), option, value) : CURLE_OUT_OF_MEMORY;
    if (code != CURLE_OK && set_up_ == CURLE_OK) set_up_ = code;
  }
  void set_access();
  void set_times();
  [[nodiscard]] std::string url_of(const std::string& name, bool folder) const;
  [[nodiscard]] CURLcode perform();
  [[nodiscard]] std::unexpected<core::Error> error_of(CURLcode code) const;
  [[nodiscard]] std::unexpected<core::Error> host_key_error() const;

  static int on_host_key(void* self, int type, const char* key, std::size_t size);
  static int on_progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t);

  const SftpOptions& options_;
  std::stop_token stop_;
  std::unique_ptr<CURL, EasyDeleter> easy_;
  CURLcode set_up_ = CURLE_OK;
  std::array<char, CURL_ERROR_SIZE> message_{};
  std::string server_key_;  ///< the fingerprint that the server sent
  std::chrono::steady_clock::time_point deadline_;
};

/// "SHA256:…" of a host key, as ssh-keygen writes it.
[[nodiscard]] std::string fingerprint_of(std::string_view key);

}  // namespace sluss::daemon::deliver
