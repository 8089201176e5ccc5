sluss_test(NAME web_test LABELS unit USES sluss_web SOURCES web_decided_test.cpp web_failed_test.cpp web_refused_test.cpp web_run_test.cpp
  web_home_test.cpp web_html_test.cpp
  web_words_test.cpp)
