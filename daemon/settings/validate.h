#pragma once
// Rules beyond a single key: validate(), its parts by what they are of (validate_*.cpp), and what these share.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/settings/draft.h"
#include "daemon/settings/folders.h"

namespace sluss::daemon::settings {

/// Checks names, references, and keys that belong together.
void validate(Draft& draft);
/// The same of [control].
void validate_control(Draft& draft);

/// Keys of a table that must be there, and those that are not of its kind.
void require(Draft& draft, std::string_view table, const std::string& path, std::string_view kind = {});
/// A name of a secret, or nothing.
void check_credential(Draft& draft, const std::string& name, const std::string& path);
/// The group's number; nothing when none is named, or when this machine has none of that name, which is an error.
std::optional<std::uint32_t> check_group(Draft& draft, const std::string& name, const std::string& path);
/// A file, and no folder, is there.
void check_file(Draft& draft, const std::filesystem::path& file, const std::string& path);
/// a-z 0-9 _ -; `whose`: "a job's name".
void check_name(Draft& draft, const std::string& name, const std::string& path, const std::string& whose);
/// The same of a table's own name, which may not be empty.
void check_table_name(Draft& draft, const std::string& name, const std::string& path, const std::string& whose,
                      const std::string& remedy);

/// "https://user@host/": not allowed in any web address here.
[[nodiscard]] bool has_user_information(std::string_view url);

/// A connection string carries no password.
void check_connection(Draft& draft, const std::string& connection, const std::string& path);
/// A relative path begins at the folder of sluss.toml.
[[nodiscard]] std::filesystem::path beside(const Settings& settings, const std::filesystem::path& path);

/// What an area is that has the form of a municipality's code, four signs of which at least three are digits, and is no
/// known one's: digits alone ("1999", which 0.1 took) or with a letter among them ("198l"). Ids of other areas are
/// none: regions and the country begin with 00, groups and units with a letter of their own.
enum class NearCode : std::uint8_t { none, digits, letter };
[[nodiscard]] NearCode near_code(const std::vector<Municipality>& known, std::string_view area);
constexpr std::string_view look_code_up = "Look the code up at scb.se, or write the name.";
/// Sources and jobs: what all have, and what their kinds check of their keys. Fills in defaults.
void check_sources(Draft& draft);
void check_jobs(Draft& draft);

/// One [[publish]] as it is written becomes one of settings.publish.
void read_publish(Draft& draft, std::size_t index);
void check_databases(Draft& draft);
void validate_daemon(Draft& draft);

}  // namespace sluss::daemon::settings
