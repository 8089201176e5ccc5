#include "daemon/control/tokens.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "core/log.h"
#include "daemon/control/identity.h"

namespace sluss::daemon::control {
namespace {

namespace fs = std::filesystem;

// OWASP's Password Storage Cheat Sheet asks for at least 12 MiB with three passes. The secret has 256 bits of its own.
constexpr unsigned long long passes = 3;
constexpr std::size_t memory = 16U << 20U;
constexpr std::size_t secret_bytes = 32;
constexpr std::size_t most_tokens = 1000;

bool ready() {
  static const bool made = ::sodium_init() >= 0;
  return made;
}

std::string hash_of(std::string_view secret) {
  std::array<char, crypto_pwhash_STRBYTES> text{};
  if (::crypto_pwhash_str_alg(text.data(), secret.data(), secret.size(), passes, memory,
                              crypto_pwhash_ALG_ARGON2ID13) != 0)
    return {};
  return text.data();
}

bool is_right(const std::string& hash, std::string_view secret) {
  return ::crypto_pwhash_str_verify(hash.c_str(), secret.data(), secret.size()) == 0;
}

/// Changes whenever the file does: a rename gives another inode.
std::string stamp_of(const fs::path& file) {
  struct stat state{};
  if (::stat(file.c_str(), &state) != 0) return "none";
  return std::to_string(state.st_ino) + "." + std::to_string(state.st_size) + "." +
         std::to_string(state.st_mtim.tv_sec) + "." + std::to_string(state.st_mtim.tv_nsec);
}

std::unexpected<core::Error> damaged(const fs::path& file, std::int64_t line, std::string why) {
  return core::fail(core::ErrorClass::storage, "token.file", "the tokens cannot be read: " + std::move(why),
                    "Mend the file, or remove it and make new tokens by `sluss token add`.",
                    {file.string(), line, 0, ""});
}

std::optional<Token> parse_line(std::string_view line) {
  std::array<std::string, 4> parts;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto end = i + 1 < parts.size() ? line.find('\t') : line.size();
    if (end == std::string_view::npos) return std::nullopt;
    parts.at(i) = line.substr(0, end);
    line.remove_prefix(std::min(end + 1, line.size()));
  }
  const auto roles = parse_roles(parts[1]);
  const auto made = core::parse_instant(parts[2]);
  if (parts[0].empty() || !roles || !made || !parts[3].starts_with("$argon2id$")) return std::nullopt;
  return Token{parts[0], *roles, *made, parts[3]};
}

/// Written beside and renamed; root's file belongs to whom the folder belongs to, for the daemon must read it.
core::Result<> write_tokens(core::Files& files, const fs::path& file, const std::vector<Token>& tokens) {
  const auto beside = fs::path(file.string() + ".new");
  SLUSS_ASSIGN(const auto out, files.create(beside));
  struct stat folder{};
  const bool chosen = ::chmod(beside.c_str(), 0600) == 0 &&
                      (::geteuid() != 0 || (::stat(file.parent_path().c_str(), &folder) == 0 &&
                                            ::chown(beside.c_str(), folder.st_uid, folder.st_gid) == 0));
  if (!chosen) {
    return core::fail(core::ErrorClass::storage, "token.owner", "the file of tokens cannot be kept from others",
                      "Run it as the user that sluss runs as.", {beside.string(), 0, 0, ""});
  }
  std::string text;
  for (const auto& token : tokens)
    text += token.name + "\t" + roles_text(token.roles) + "\t" + core::to_text(token.made) + "\t" + token.hash + "\n";
  SLUSS_TRY(out->write(text));
  SLUSS_TRY(out->sync());
  SLUSS_TRY(out->close());
  SLUSS_TRY(files.rename(beside, file));
  return files.sync_folder(file.parent_path());
}

bool is_name(const std::string& name) {
  return !name.empty() && name.size() <= 60 &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_-") == std::string::npos;
}

}  // namespace

core::Result<std::vector<Token>> read_tokens(const fs::path& file) {
  struct stat state{};
  if (::stat(file.c_str(), &state) != 0) {
    if (errno == ENOENT) return std::vector<Token>{};
    return damaged(file, 0, std::strerror(errno));
  }
  if ((state.st_mode & 0077U) != 0) return damaged(file, 0, "others than its owner may open the file (chmod 600)");
  const auto files = core::real_files();
  SLUSS_ASSIGN(const auto text, files->read(file));
  std::vector<Token> tokens;
  std::int64_t number = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const auto end = std::min(text.find('\n', begin), text.size());
    ++number;
    auto token = parse_line(std::string_view(text).substr(begin, end - begin));
    if (!token || tokens.size() == most_tokens) return damaged(file, number, "a line is no token");
    tokens.push_back(*std::move(token));
    begin = end + 1;
  }
  return tokens;
}

core::Result<core::Secret> add_token(core::Files& files, const fs::path& file, const std::string& name,
                                     std::uint8_t roles, core::Instant now) {
  if (!is_name(name)) {
    return core::fail(core::ErrorClass::config, "token.name", "'" + name + "' cannot be the name of a token",
                      "A name has a-z, 0-9, _ and -, at most 60 of them.");
  }
  SLUSS_ASSIGN(auto tokens, read_tokens(file));
  if (std::ranges::find(tokens, name, &Token::name) != tokens.end()) {
    return core::fail(core::ErrorClass::config, "token.known", "there is a token " + name + " already",
                      "Choose another name, or remove it first: sluss token remove " + name);
  }
  std::array<unsigned char, secret_bytes> random{};
  std::array<char, 2 * secret_bytes + 1> secret{};
  std::string hash;
  if (ready()) {
    ::randombytes_buf(random.data(), random.size());
    ::sodium_bin2hex(secret.data(), secret.size(), random.data(), random.size());
    hash = hash_of(secret.data());
  }
  if (hash.empty()) {
    return core::fail(core::ErrorClass::transient, "token.memory", "there is no memory to make the token's hash",
                      "Free some memory and try again.");
  }
  tokens.push_back({name, roles, now, hash});
  std::ranges::sort(tokens, {}, &Token::name);
  SLUSS_TRY(write_tokens(files, file, tokens));
  return core::Secret(name + "." + secret.data());
}

core::Result<> remove_token(core::Files& files, const fs::path& file, const std::string& name) {
  SLUSS_ASSIGN(auto tokens, read_tokens(file));
  if (std::erase_if(tokens, [&](const Token& token) { return token.name == name; }) == 0) {
    return core::fail(core::ErrorClass::config, "token.unknown", "there is no token " + name,
                      "`sluss token list` shows them.");
  }
  return write_tokens(files, file, tokens);
}

TokenKeeper::TokenKeeper(fs::path file) : file_(std::move(file)), key_(crypto_generichash_KEYBYTES, '\0') {
  if (ready()) ::randombytes_buf(key_.data(), key_.size());
}

std::string TokenKeeper::keyed(std::string_view secret) const {
  std::string result(crypto_generichash_BYTES, '\0');
  ::crypto_generichash(reinterpret_cast<unsigned char*>(result.data()), result.size(),
                       reinterpret_cast<const unsigned char*>(secret.data()), secret.size(),
                       reinterpret_cast<const unsigned char*>(key_.data()), key_.size());
  return result;
}

/// Under mutex_.
std::optional<Token> TokenKeeper::find(const std::string& name) {
  if (auto stamp = stamp_of(file_); stamp != stamp_) {
    auto read = read_tokens(file_);
    if (!read) core::log::error(read.error().code, read.error().what, {{"file", file_.string()}});
    tokens_ = read ? *std::move(read) : std::vector<Token>{};
    remembered_.clear();
    stamp_ = std::move(stamp);
  }
  const auto found = std::ranges::find(tokens_, name, &Token::name);
  return found == tokens_.end() ? std::nullopt : std::optional(*found);
}

std::optional<Identity> TokenKeeper::remembered(const std::string& name, std::string_view secret) {
  const std::scoped_lock lock(mutex_);
  const auto token = find(name);
  const auto known = remembered_.find(name);
  if (!token || known == remembered_.end() || known->second.hash != token->hash) return std::nullopt;
  const auto hash = keyed(secret);
  if (::sodium_memcmp(hash.data(), known->second.keyed.data(), hash.size()) != 0) return std::nullopt;
  return Identity{"token:" + name, token->roles};
}

std::optional<Identity> TokenKeeper::verify(const std::string& name, std::string_view secret) {
  if (!ready()) return std::nullopt;
  std::optional<Token> token;
  {
    const std::scoped_lock lock(mutex_);
    token = find(name);
  }
  {
    const std::scoped_lock one(argon_);
    // An unknown name is tried against a hash of nothing that anybody has.
    static const std::string nobodys = hash_of("nobody's secret");
    const bool right = is_right(token ? token->hash : nobodys, secret);
    if (!right || !token) return std::nullopt;
  }
  const std::scoped_lock lock(mutex_);
  const auto still = find(name);
  if (!still || still->hash != token->hash) return std::nullopt;
  remembered_.insert_or_assign(name, Remembered{token->hash, keyed(secret)});
  return Identity{"token:" + name, token->roles};
}

}  // namespace sluss::daemon::control
