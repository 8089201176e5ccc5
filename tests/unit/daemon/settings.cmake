sluss_test(NAME settings_test LABELS unit USES sluss_settings sluss_test_tools
  SOURCES settings_test.cpp settings_errors_test.cpp settings_generated_test.cpp settings_socket_place_test.cpp settings_words_test.cpp
    credential_test.cpp named_credentials_test.cpp secret_ways_test.cpp)
sluss_test(NAME settings_kinds_test LABELS unit USES sluss_settings
  SOURCES settings_kinds_test.cpp other_kinds.cpp)
