#include <sys/un.h>

#include <algorithm>
#include <cctype>

#include "daemon/serve/door/http_door.h"
#include "daemon/serve/door/request_target.h"
#include "daemon/settings/draft.h"
#include "daemon/settings/validate.h"

namespace sluss::daemon::settings {
namespace {

namespace fs = std::filesystem;

void check_certificate(Draft& draft) {
  auto& control = draft.settings.control;
  if (control.certificate.empty() != control.key.empty()) {
    draft.fail("config.together", "control.certificate and control.key belong together", "Name both, or none.",
               draft.place(control.key.empty() ? "control.certificate" : "control.key"));
    return;
  }
  for (const auto& [file, path] :
       {std::pair{&control.certificate, "control.certificate"}, std::pair{&control.key, "control.key"}}) {
    if (file->empty()) continue;
    *file = beside(draft.settings, *file);
    std::error_code problem;
    if (!fs::is_regular_file(*file, problem)) {
      draft.fail("config.file", std::string(path) + " names a file that is not there: " + file->string(),
                 "Put the file there, or mend the path.", draft.place(path));
    }
  }
}

void check_listen(Draft& draft) {
  const auto& control = draft.settings.control;
  if (control.listen.empty()) return;
  const auto where = door::parse_listen(control.listen);
  if (!where) {
    draft.fail(where.error().code, where.error().what, where.error().remedy, draft.place("control.listen"));
  } else if (!where->loopback && control.certificate.empty()) {
    draft.fail("control.tls", "control.listen is an address outside this machine, and there is no certificate",
               "Name certificate and key, or listen on 127.0.0.1 behind a reverse proxy.",
               draft.place("control.listen"));
  }
}

void check_names(Draft& draft) {
  auto& names = draft.settings.control.names;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto host = door::parse_host(names[i]);
    if (!host || !host->port.empty()) {
      draft.fail("config.host", "'" + names[i] + "' is no host name", "Write it without https:// and without a port.",
                 draft.place("control.names." + std::to_string(i)));
    } else {
      names[i] = host->name;
    }
  }
}

void check_headers(Draft& draft) {
  const auto& control = draft.settings.control;
  for (const auto& [name, path] : {std::pair{&control.user_header, "control.user_header"},
                                   std::pair{&control.groups_header, "control.groups_header"}}) {
    const bool plain = std::ranges::all_of(*name, [](unsigned char c) { return std::isalnum(c) != 0 || c == '-'; });
    if (name->empty() || !plain) {
      draft.fail("config.header", std::string(path) + " names no HTTP header",
                 "A header's name has letters, digits and dashes.", draft.place(path));
    }
  }
  if (control.groups_separator.size() != 1) {
    draft.fail("config.value", "control.groups_separator is not one character", "Write \",\" or \";\".",
               draft.place("control.groups_separator"));
  }
}

}  // namespace

void validate_control(Draft& draft) {
  auto& control = draft.settings.control;
  control.socket = beside(draft.settings, control.socket);
  // The system's: the path and a NUL.
  constexpr std::size_t longest = sizeof(sockaddr_un::sun_path) - 1;
  if (const auto length = control.socket.native().size(); length > longest) {
    draft.fail("control.socket",
               "the path of the socket has " + std::to_string(length) + " bytes, and the system takes " +
                   std::to_string(longest),
               "Name a shorter one, for example /run/sluss/sluss.sock.", draft.place("control.socket"));
  }
  check_certificate(draft);
  check_listen(draft);
  check_names(draft);
  check_headers(draft);
  for (const auto& [groups, path] :
       {std::pair{&control.groups, "control.groups"}, std::pair{&control.local_groups, "control.local_groups"}}) {
    for (const auto& [group, roles] : *groups) {
      if (const auto parsed = door::parse_roles(roles); !parsed)
        draft.fail(parsed.error().code, parsed.error().what + " (" + group + ")", parsed.error().remedy,
                   draft.place(path));
    }
  }
}

}  // namespace sluss::daemon::settings
