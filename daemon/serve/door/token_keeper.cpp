#include "daemon/serve/door/token_keeper.h"

#include <sys/stat.h>

#include <algorithm>

#include "core/log.h"

namespace sluss::daemon::door {
namespace {

/// Changes whenever the file does: a rename gives another inode.
std::string stamp_of(const std::filesystem::path& file) {
  struct stat state{};
  if (::stat(file.c_str(), &state) != 0) return "none";
  return std::to_string(state.st_ino) + "." + std::to_string(state.st_size) + "." +
         std::to_string(state.st_mtim.tv_sec) + "." + std::to_string(state.st_mtim.tv_nsec) + "." +
         std::to_string(state.st_ctim.tv_sec) + "." + std::to_string(state.st_ctim.tv_nsec);
}

Identity identity_of(const Token& token) {
  return {"token:" + token.name, token.roles};
}

}  // namespace

TokenKeeper::TokenKeeper(std::filesystem::path file) : file_(std::move(file)) {}

/// Under mutex_.
std::optional<Token> TokenKeeper::find(const std::string& name) {
  if (auto stamp = stamp_of(file_); stamp != stamp_) {
    auto read = read_tokens(file_);
    if (!read && stamp != reported_stamp_) {
      core::log::error(read.error().code, read.error().what, {{"file", file_.string()}});
      reported_stamp_ = stamp;
    }
    tokens_ = read ? *read : std::vector<Token>{};
    std::erase_if(fast_hashes_, [this](const auto& known) {
      return std::ranges::find(tokens_, known.first, &Token::hash) == tokens_.end();
    });
    // What could not be read for a moment is read again at the next request.
    stamp_ = read ? std::move(stamp) : std::string();
  }
  const auto found = std::ranges::find(tokens_, name, &Token::name);
  return found == tokens_.end() ? std::nullopt : std::optional(*found);
}

TokenKeeper::TokenCheck TokenKeeper::check(const std::string& name, std::string_view secret) {
  const std::scoped_lock lock(mutex_);
  const auto token = find(name);
  if (!token) return {};
  if (!is_slow(token->hash)) {
    if (is_right(token->hash, secret)) return {.identity = identity_of(*token)};
    return {};
  }
  const auto known = fast_hashes_.find(token->hash);
  if (known != fast_hashes_.end() && is_right(known->second, secret)) return {.identity = identity_of(*token)};
  return {.identity = {}, .slow = true};
}

std::optional<Identity> TokenKeeper::verify_slow(const std::string& name, std::string_view secret) {
  std::optional<Token> token;
  {
    const std::scoped_lock lock(mutex_);
    token = find(name);
  }
  if (!token) return std::nullopt;
  {
    const std::scoped_lock one(argon_);
    if (!is_right(token->hash, secret)) return std::nullopt;
  }
  if (!is_slow(token->hash)) return identity_of(*token);
  const auto fast = fast_hash(secret);
  {
    const std::scoped_lock lock(mutex_);
    const auto still = find(name);
    if (!still || still->hash != token->hash) return std::nullopt;
    if (!fast.empty()) fast_hashes_.insert_or_assign(token->hash, fast);
  }
  auto fresh = *token;
  fresh.hash = fast;
  if (!fast.empty()) {
    if (const auto kept = replace_hash(*files_, file_, fresh, token->hash); !kept)
      core::log::warning("token.not_renewed", "an old token works, but its hash could not be made anew",
                         {{"name", name}, {"why", core::describe(kept.error())}});
  }
  return identity_of(*token);
}

}  // namespace sluss::daemon::door
