#pragma once
// What the users of this machine are called. A directory service (LDAP, SSSD) may take its time or hang: names are
// looked up on a thread of their own, and cached.

#include <sys/types.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace sluss::daemon::door {

class UserNames {
 public:
  /// Nothing when the user has no name. Called on the look-ups' thread, and may hang there.
  using LookUp = std::function<std::optional<std::string>(uid_t)>;
  explicit UserNames(LookUp look_up);
  /// A look-up that hangs is not waited for.
  ~UserNames();
  UserNames(const UserNames&) = delete;
  UserNames& operator=(const UserNames&) = delete;

  /// "local:anna"; "uid:1001" when the user has no name, or none is known yet. Never waits; any thread.
  [[nodiscard]] std::string name_of(uid_t user) const;
  /// False: it is being looked up, and `then` is called once, on that thread, when it is known or known to have none.
  /// It must not call back. A name that is old is looked up again meanwhile. Any thread.
  [[nodiscard]] bool is_known(uid_t user, std::function<void()> then);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace sluss::daemon::door
