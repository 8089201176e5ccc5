#pragma once
// The parts of validate(), and what they share.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/settings/draft.h"

namespace sluss::daemon::settings {

/// Keys of a table that must be there, and those that are not of its kind.
void require(Draft& draft, std::string_view table, const std::string& path, std::string_view kind = {});
/// A name of a secret, or nothing.
void check_credential(Draft& draft, const std::string& name, const std::string& path);
/// The group's number; nothing when none is named, or when this machine has none of that name, which is an error.
std::optional<std::uint32_t> check_group(Draft& draft, const std::string& name, const std::string& path);
/// a-z 0-9 _ -; `whose`: "a job's name".
void check_name(Draft& draft, const std::string& name, const std::string& path, const std::string& whose);

/// A connection string carries no password.
void check_connection(Draft& draft, const std::string& connection, const std::string& path);
/// A relative path begins at the folder of sluss.toml.
[[nodiscard]] std::filesystem::path beside(const Settings& settings, const std::filesystem::path& path);

void check_publish(Draft& draft, std::size_t index);
void check_databases(Draft& draft);
void validate_daemon(Draft& draft);

}  // namespace sluss::daemon::settings
