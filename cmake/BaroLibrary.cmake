# baro_library(<folder> [SOURCES <file>...] [PRECOMPILED <header>...] [PRECOMPILED_BY <target>] DEPENDS <target>...)
#
# One library for each top-level folder: baro::<folder>. Without SOURCES it is header-only.
# PRECOMPILED_BY: with the precompiled headers of another target, which take half a minute each. That target is built
# first, all of it: so not in libraries that the fuzzers need, which can do without the others.
function(baro_library folder)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "PRECOMPILED_BY" "SOURCES;PRECOMPILED;DEPENDS")
  if(arg_SOURCES)
    add_library(baro_${folder} STATIC ${arg_SOURCES})
    target_include_directories(baro_${folder} PUBLIC ${PROJECT_SOURCE_DIR})
    target_link_libraries(baro_${folder} PUBLIC ${arg_DEPENDS} PRIVATE baro_warnings)
    if(arg_PRECOMPILED)
      target_precompile_headers(baro_${folder} PRIVATE ${arg_PRECOMPILED})
    elseif(arg_PRECOMPILED_BY)
      target_precompile_headers(baro_${folder} REUSE_FROM ${arg_PRECOMPILED_BY})
    endif()
  else()
    add_library(baro_${folder} INTERFACE)
    target_include_directories(baro_${folder} INTERFACE ${PROJECT_SOURCE_DIR})
    target_link_libraries(baro_${folder} INTERFACE ${arg_DEPENDS})
  endif()
  add_library(baro::${folder} ALIAS baro_${folder})
endfunction()
