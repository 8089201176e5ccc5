#include "daemon/run/backup/manifest.h"

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "daemon/run/backup/stream.h"

namespace sluss::daemon::backup {

using nlohmann::json;

namespace {

constexpr std::uint64_t largest_manifest = std::uint64_t{256} << 20U;
constexpr std::size_t block_size = std::size_t{1} << 20U;
constexpr const char* signature_word = "signature";

std::string text_of(const json& manifest) {
  return core::json_text(manifest, 1) + "\n";
}

/// Whose the signature is, if there is one. All that the manifest contains is signed, also what only a newer program
/// reads.
core::Result<std::optional<SigningPublicKey>> signer_of(json manifest) {
  const auto found = manifest.find(signature_word);
  if (found == manifest.end()) return std::nullopt;
  const auto signature = parse_signature(found->value("key", ""), found->value("value", ""));
  manifest.erase(signature_word);
  if (signature && is_signed_by(text_of(manifest), *signature)) return signature->key;
  return core::fail(core::ErrorClass::data, std::string(bad_signature),
                    "the backup's signature is wrong: its manifest is not the one that was signed",
                    "Nothing was changed. Take another backup, and find out who can write where this one lay.");
}

}  // namespace

std::string manifest_text(const Manifest& manifest) {
  auto files = json::object();
  for (const auto& [name, file] : manifest.files) files[name] = {{"size", file.size}, {"sha256", file.sha256}};
  json text{{"format", Manifest::format},
            {"made_at", manifest.made_at},
            {"version", manifest.version},
            {"host", manifest.host},
            {"schema", manifest.schema},
            {"configuration_digest", manifest.configuration_digest},
            {"generation", manifest.generation},
            {"last_run", manifest.last_run},
            {"journal_entries", manifest.journal_entries},
            {"journal_head", manifest.journal_head},
            {"files", std::move(files)}};
  if (!manifest.state.empty()) text["state"] = manifest.state;
  if (!manifest.lacks.empty()) text["lacks"] = manifest.lacks;
  return text_of(text);
}

core::Result<std::string> signed_manifest_text(const Manifest& manifest, const SigningKey& key) {
  const auto text = manifest_text(manifest);
  const auto signature = SLUSS_TRY(sign(text, key));
  auto whole = json::parse(text);
  whole[signature_word] = {{"key", key_text(signature.key)}, {"value", value_text(signature)}};
  return text_of(whole);
}

core::Result<Manifest> parse_manifest(std::string_view text) {
  try {
    const auto read = json::parse(text);
    if (read.at("format").get<int>() > Manifest::format) {
      return core::fail(core::ErrorClass::config, "backup.newer_format", "the backup was made by a newer sluss",
                        "Use the sluss that made it, or a newer one.");
    }
    Manifest manifest;
    manifest.made_at = read.at("made_at");
    manifest.version = read.at("version");
    manifest.host = read.at("host");
    manifest.schema = read.at("schema");
    manifest.configuration_digest = read.at("configuration_digest");
    manifest.generation = read.at("generation");
    manifest.last_run = read.at("last_run");
    manifest.journal_entries = read.at("journal_entries");
    manifest.journal_head = read.at("journal_head");
    for (const auto& [name, file] : read.at("files").items())
      manifest.files[name] = {file.at("size").get<std::uint64_t>(), file.at("sha256").get<std::string>()};
    manifest.state = read.value("state", std::string());
    manifest.lacks = read.value("lacks", std::vector<std::string>());
    manifest.signer = SLUSS_TRY(signer_of(read));
    return manifest;
  } catch (const json::exception& problem) {
    return damaged(std::string("its manifest cannot be read: ") + problem.what());
  }
}

core::Result<Manifest> read_manifest(TarReader& tar, const TarReader::Entry& entry) {
  if (entry.size > largest_manifest) return damaged("its manifest is too large");
  std::string text;
  for (;;) {
    const auto bytes = SLUSS_TRY(tar.read(block_size));
    if (bytes.empty()) return parse_manifest(text);
    text += bytes;
  }
}

}  // namespace sluss::daemon::backup
