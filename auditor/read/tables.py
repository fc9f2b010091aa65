"""What names of files and folders mean, as tables.

Sources: the suffixes that pygments and GitHub's linguist know, and the files of real machine
learning repositories, read one by one.
"""

from __future__ import annotations

from auditor.model import Kind

MAX_SOURCE = 1_000_000  # bytes; people write less into one file, programs write more
MAX_NOTEBOOK = 50_000_000  # bytes; pictures in the outputs make them large
MAX_CONFIG = 256_000  # bytes; larger ones list records
MAX_UNNAMED_JSON = 20_000  # bytes; of JSON that nothing but its content marks as settings
MAX_DOCS = 1_000_000  # bytes
MAX_LOCK = 8_000_000  # bytes; of a large conda-lock file
MAX_PAGE = 200_000  # bytes; a larger HTML page was written by a program
MAX_TEXT = 100_000  # bytes; a larger .txt file is data


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


VENDORED_FOLDERS = _words(
    "vendor vendored _vendor _vendored third_party thirdparty third-party 3rdparty 3rd_party"
    " 3rd-party node_modules bower_components jspm_packages site-packages dist-packages extern"
    " externals external pods godeps .yarn packrat"
)
ENVIRONMENT_FOLDERS = _words("venv .venv virtualenv .virtualenv pyenv.cfg conda-meta")
ENVIRONMENT_NAMES = _words("env .env pyenv")
"""Names that an environment may have, but other folders as well: what is in them decides."""
ENVIRONMENT_PARTS = _words("bin include lib lib64 scripts share conda-meta pyvenv.cfg")
GENERATED_FOLDERS = {
    "__pycache__": "compiled Python",
    ".ipynb_checkpoints": "notebook checkpoint",
    ".eggs": "build output",
    ".tox": "tool cache",
    ".nox": "tool cache",
    ".mypy_cache": "tool cache",
    ".pytest_cache": "tool cache",
    ".ruff_cache": "tool cache",
    ".next": "build output",
    ".nuxt": "build output",
    ".idea": "editor state",
    "_build": "built documentation",
    "_site": "built documentation",
    "htmlcov": "coverage report",
    "lightning_logs": "training output",
    "mlruns": "training output",
    ".hydra": "training output",
    "__generated__": "generated code",
    "generated": "generated code",
    "autogen": "generated code",
    "__snapshots__": "test snapshot",
}
TEST_FOLDERS = _words(
    "test tests __tests__ unit_tests unittests unit_test unittest integration_tests"
    " integration_test e2e spec specs testthat cypress tests_integration functional_tests"
    " regression_tests smoke_tests unit-tests integration-tests"
)
DATA_FOLDERS = _words(
    "data dataset datasets test_data testdata test-data fixtures fixture corpus corpora raw"
    " processed annotations golden goldens cassettes snapshots example_data sample_data"
    " samples vocab vocabs wordlists dictionaries results benchmark_results"
)
FIXTURE_FOLDERS = _words(
    "data testdata test_data test-data fixtures fixture golden goldens cassettes snapshots"
)
"""Folders whose YAML is data where they lie in a folder of tests."""
RESULT_FOLDERS = _words("results benchmark_results")
"""Folders in which a run's own `manifest.json` and `config.json` tell what came of it."""
CONFIG_FOLDERS = _words(
    "config configs conf confs configuration configurations cfg cfgs settings params hparams"
    " .github .circleci .vscode .devcontainer .dvc hydra recipes experiments dashboards"
)
DOCS_FOLDERS = _words("docs doc documentation website presentations slides talks")
"""Folders whose web pages, with their styles and scripts, tell people about the project."""

LOCK_FILES = _words(
    "poetry.lock pipfile.lock uv.lock pdm.lock pixi.lock conda-lock.yml conda-lock.yaml"
    " flake.lock dvc.lock pylock.toml package-lock.json npm-shrinkwrap.json yarn.lock"
    " pnpm-lock.yaml bun.lock cargo.lock gemfile.lock composer.lock go.sum mix.lock"
    " podfile.lock package.resolved renv.lock gradle.lockfile .terraform.lock.hcl"
    " module.bazel.lock pubspec.lock deno.lock"
)
CONFIG_NAMES = _words(
    "makefile gnumakefile makevars makevars.win dockerfile containerfile pipfile gemfile"
    " rakefile procfile vagrantfile jenkinsfile justfile snakefile brewfile podfile build"
    " workspace owners codeowners description namespace version .actrc .babelrc .bumpversion"
    " .clang-format .clang-tidy .condarc .coveragerc .dockerignore .dvcignore .editorconfig"
    " .env .eslintignore .eslintrc .flake8 .gcloudignore .gitattributes .gitignore"
    " .gitkeep .gitmodules .isort.cfg .keep .mailmap .nojekyll .npmignore .npmrc .nvmrc"
    " .prettierignore .prettierrc .project-root .pylintrc .python-version .rbuildignore"
    " .slugignore .style.yapf .stylelintrc .tool-versions .yamllint .yapfignore .helmignore"
    " .git-blame-ignore-revs .gitpod.yml pylintrc cname manifest.in py.typed cmakelists.txt"
    " apt.txt aptfile packages.txt runtime.txt environment.txt conda.txt robots.txt codemeta.json"
    " constraints.txt meson.build meson_options.txt configure.win cleanup upstream_rev"
    " gradlew.properties go.mod go.work .mdlrc .markdownlintrc singularity apptainer"
    " .dvc config kconfig doxyfile configure"
)
DOCS_NAMES = _words(
    "readme license licence copying copyright notice authors contributors changelog changes"
    " history news todo install contributing code_of_conduct security citation acknowledgements"
    " acknowledgments faq thanks roadmap maintainers patents unlicense"
)
"""Names of documentation without their suffix."""

DOCS_SUFFIXES = _words(
    ".md .markdown .mdx .rst .rest .adoc .asciidoc .org .tex .bib .cff .citation .rmd .qmd .rd"
    " .wiki .textile .pod .1 .3 .man .ltx .cls .sty .bst .texi"
)
DOCUMENT_SUFFIXES = _words(".pdf .doc .docx .odt .ppt .pptx .odp .key .epub .ps .eps .djvu .rtf")
SOURCE_SUFFIXES = _words(
    ".py .pyi .pyw .pyx .pxd .pxi .wsgi .c .h .cc .cpp .cxx .c++ .hh .hpp .hxx .inl .ipp .tpp"
    " .cu .cuh .cl .metal .hip .ispc .comp .glsl .vert .frag .hlsl .wgsl .s .asm .java .kt .kts"
    " .scala .sbt .groovy .clj .cljs .go .rs .swift .m .mm .cs .fs .fsx .vb .d .nim .zig .v .sv"
    " .vhd .vhdl .ml .mli .hs .lhs .erl .ex .exs .lisp .el .scm .ss .rkt .jl .r .rscript .stan"
    " .bug .jags .f .for .f90 .f95 .f03 .f08 .pas .pl .pm .perl .php .rb .lua .luau .tcl .dart"
    " .js .jsx .mjs .cjs .ts .tsx .mts .cts .vue .svelte .html .htm .xhtml .css .scss .sass"
    " .less .styl .sql .proto .thrift .fbs .capnp .graphql .gql .avsc .sh .bash .zsh .fish .ksh"
    " .csh .bat .cmd .ps1 .psm1 .slurm .sbatch .pbs .sge .awk .sed .bzl .star .mojo"
    " .wl .nb .do .ado .sas .sps  .q .pde .ino .glade .qml .y .yy .l .swg .i"
    " .jinja .jinja2 .j2 .mako .tpl .tmpl .hbs .mustache .ejs .erb .pug .liquid .gd .dl"
)
CONFIG_SUFFIXES = _words(
    ".yaml .yml .toml .ini .cfg .conf .config .rcfile .cnf .properties .gin .env .envrc"
    " .jsonc .json5 .jsonnet .libsonnet .hjson .hocon .prototxt .pbtxt .textproto .cmake"
    " .gradle .gyp .gypi .mk .am .ac .m4 .pro .nix .tf .tfvars .hcl .service .socket .timer"
    " .rproj .rprofile .dockerfile .dockerignore .gitignore .mod .xcconfig .plist .csproj"
    " .sln .vcxproj .props .targets .bazel .bazelrc .pylintrc .flake8 .coveragerc"
    " .editorconfig .desktop .typed .def .recipe .pre-commit-config .code-workspace .pc"
    " .cabal .gemspec .podspec .opam .slurm_template"
)
TEMPLATE_SUFFIXES = _words(
    ".in .example .sample .dist .template .tmpl .tpl .j2 .jinja .jinja2 .mako .erb .default .bak"
    " .orig .old .backup .save"
)
"""Suffixes that stand behind the one that tells what the file is."""

MODEL_SUFFIXES = _words(
    ".pt .pth .ckpt .h5 .hdf5 .keras .onnx .pb .tflite .safetensors .pkl .pickle .p .joblib"
    " .mlmodel .mlpackage .caffemodel .params .pdparams .pdopt .pdmodel .pdiparams .gguf .ggml"
    " .weights .t7 .net .model .engine .trt .torchscript .ptl .ubj .cbm .dill .cloudpickle"
    " .skops .mar .spm .tiktoken .bpe .jit .nemo .llamafile .msgpack .orbax"
)
DATA_SUFFIXES = _words(
    ".csv .tsv .psv .jsonl .ndjson .geojson .topojson .parquet .feather .arrow .orc"
    " .avro .npz .npy .mat .rda .rdata .rds .sav .dta .sas7bdat .por .xls .xlsx .xlsm .ods"
    " .tfrecord .tfrecords .record .lmdb .mdb .db .sqlite .sqlite3 .duckdb .nc .netcdf .zarr"
    " .grib .fits .hdf .wav .flac .mp3 .ogg .opus .m4a .aac .aiff .au .mid .midi .srt .vtt .lrc"
    " .textgrid .lab .conll .conllu .iob .ann .pcap .fasta .fa .fastq .fq .sam .bam .vcf .bed"
    " .gff .sdf .mol .mol2 .pdb .cif .smi .xyz .ply .obj .stl .off .pcd .las .laz .glb .gltf"
    " .fbx .dae .mtl .urdf .mjcf .sdf .usd .bvh .tif .tiff .dcm .nii .edf .exr .hdr .dat .data"
    " .dic .aff .vocab .names .arff .svm .libsvm .idx .pkz .pklz .dvc .kml .gpx .shp .shx .dbf .prj"
    " .osm .trec .qrels .snap .ics .po .pot .arpa .lst .list .rec"
)
IMAGE_SUFFIXES = _words(
    ".png .jpg .jpeg .gif .bmp .ico .icns .webp .svg .psd .ai .xcf .ppm .pgm .pbm .jp2 .heic"
    " .avif .tga .drawio .sketch .fig .xpm"
)
VIDEO_SUFFIXES = _words(".mp4 .avi .mov .mkv .webm .wmv .flv .mpg .mpeg .m4v .gifv")
FONT_SUFFIXES = _words(".ttf .otf .woff .woff2 .eot .pfb .fnt .bdf")
ARCHIVE_SUFFIXES = _words(
    ".zip .tar .gz .tgz .bz2 .xz .7z .rar .zst .lz4 .lzma .z .tbz2 .txz .whl .egg .jar .war .deb"
    " .rpm .dmg .iso .apk .cab .crx .msi .nupkg .gem .conda"
)
PROGRAM_SUFFIXES = _words(
    ".exe .dll .so .dylib .a .o .lib .class .pyd .wasm .elf .mexa64 .mexw64 .mexmaci64"
    " .ko .ilk .pch .gch .ptx .cubin .fatbin .hsaco .nvvm .bc .metallib .node .swf"
)
KEY_SUFFIXES = _words(".pem .crt .cer .der .p12 .pfx .jks .asc .gpg .sig .pub .keystore")
GENERATED_SUFFIXES = {
    ".pyc": "compiled Python",
    ".pyo": "compiled Python",
    ".js.map": "source map",
    ".mjs.map": "source map",
    ".css.map": "source map",
    ".ts.map": "source map",
    ".log": "log",
    ".lock": "lock file",
    ".min.js": "minified",
    ".min.mjs": "minified",
    ".min.css": "minified",
    ".bundle.js": "bundled",
    ".chunk.js": "bundled",
    ".chunk.css": "bundled",
    ".pb.go": "generated by protoc",
    ".pb.cc": "generated by protoc",
    ".pb.h": "generated by protoc",
    ".g.dart": "generated code",
    ".tsbuildinfo": "build output",
    ".ds_store": "state of a file manager",
}

BY_SUFFIX: tuple[tuple[frozenset[str], Kind, str], ...] = (
    (MODEL_SUFFIXES, Kind.MODEL_ARTEFACT, "model weights or a pickled object"),
    (DATA_SUFFIXES, Kind.DATA, "data"),
    (IMAGE_SUFFIXES, Kind.BINARY, "image"),
    (VIDEO_SUFFIXES, Kind.BINARY, "video"),
    (FONT_SUFFIXES, Kind.BINARY, "font"),
    (ARCHIVE_SUFFIXES, Kind.BINARY, "archive"),
    (PROGRAM_SUFFIXES, Kind.BINARY, "compiled program"),
    (KEY_SUFFIXES, Kind.BINARY, "key or certificate"),
    (DOCUMENT_SUFFIXES, Kind.DOCS, "document"),
)
"""Suffixes that settle what a file is: its content need not be looked at."""

DATA_BY_PLACE = frozenset({"image", "video", "archive", "model weights or a pickled object"})
"""What is data where it lies in a folder of data."""
NEVER_DATA = _words(
    ".pt .pth .ckpt .keras .onnx .tflite .safetensors .caffemodel .gguf .ggml .weights .pb .mar"
    " .engine .trt .torchscript .ptl .pdparams .pdmodel .tiktoken .spm"
)
"""Weights are weights even there."""

BUNDLED = (
    r"jquery[.-].*|jquery", r"bootstrap([.-].*)?", r"d3(\.v\d+)?([.-].*)?", r"three([.-].*)?",
    r"plotly([.-].*)?", r"mathjax([.-].*)?", r"katex([.-].*)?", r"highlight([.-].*)?",
    r"font-?awesome([.-].*)?", r"normalize", r"modernizr([.-].*)?", r"underscore([.-].*)?",
    r"lodash([.-].*)?", r"require", r"angular([.-].*)?", r"react(-dom)?([.-].*)?",
    r"vue([.-].*)?", r"moment([.-].*)?", r"chart([.-].*)?", r"p5([.-].*)?", r"doctools",
    r"searchtools", r"tailwind([.-]\d.*)?", r"swagger-ui.*", r"redoc.*", r"echarts.*",
    r"handlebars([.-].*)?", r"popper([.-].*)?", r"select2([.-].*)?", r"datatables([.-].*)?",
    r"prism", r"showdown([.-].*)?", r"marked", r"socket\.io.*", r"tf(js)?[.-].*",
    r"convnet([.-].*)?", r"ml5([.-].*)?", r"slick([.-].*)?", r"fakeloader([.-].*)?",
)  # fmt: skip
"""Stems of scripts and style sheets that somebody else wrote and many copy into their tree."""
BUNDLED_NAMES = _words(
    "versioneer.py ez_setup.py get-pip.py six.py distribute_setup.py catch.hpp catch.h json.hpp"
    " stb_image.h stb_image_write.h sqlite3.c sqlite3.h xxhash.h cxxopts.hpp argparse.hpp"
    " doctest.h gtest.h pybind11.h cimg.h clipp.hpp cli11.hpp httplib.h miniz.c miniz.h"
    " tinyxml2.cpp tinyxml2.h lodepng.cpp lodepng.h half.hpp gradlew gradlew.bat mvnw mvnw.cmd"
    " texinfo.tex config.guess config.sub install-sh ltmain.sh"
)
