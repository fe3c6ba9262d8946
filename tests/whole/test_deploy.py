"""The files of deploy/: what they run is what the command line knows, and each is sound by its own tool's measure."""

import json
import re
import shlex
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

import vraagbaak
from crawler.config import CrawlConfig, load_config
from indexer.engines.opensearch.settings import PREFIX, OpenSearchSettings, load_settings
from tests.support.factory import make_question
from tests.support.serving import build_site_index, served_index

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
GUIDE = ROOT / "docs" / "running.md"
UNITS = sorted(path.name for path in DEPLOY.glob("vraagbaak*.service"))
PROGRAM = "/opt/vraagbaak/.venv/bin/vraagbaak"

COMMANDS: dict[str, Any] = typer.main.get_command(vraagbaak.app).commands  # type: ignore[attr-defined]
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
CLUSTER = yaml.safe_load((DEPLOY / "compose.cluster.yaml").read_text(encoding="utf-8"))
IN_CLUSTER: dict[str, dict[str, Any]] = CLUSTER["services"]
OURS = {name: service for name, service in IN_CLUSTER.items() if service["image"] == "vraagbaak"}
NODES = {name: service for name, service in IN_CLUSTER.items() if "opensearch:2.19" in service["image"]}


def parsed(words: Iterable[str]) -> dict[str, Any]:
    """What the command line makes of these words; raises for an unknown command, option or value."""
    name, *arguments = words
    parameters: dict[str, Any] = COMMANDS[name].make_context(name, arguments).params
    return parameters


# --- what is run ----------------------------------------------------------------------------------------------------


def unit_lines(unit: str, key: str) -> list[str]:
    return re.findall(rf"^{key}=(.*)$", (DEPLOY / unit).read_text(encoding="utf-8"), re.MULTILINE)


def docker_words(instruction: str) -> list[str]:
    """The words of the Dockerfile's last instruction of that name, which is a list."""
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    words: list[str] = json.loads(re.findall(rf"^{instruction}\b.*?(\[.*\])$", text, re.MULTILINE)[-1])
    return words


def guide_commands() -> Iterator[str]:
    """What follows the program's name in the guide's code, in blocks and within lines."""
    text = GUIDE.read_text(encoding="utf-8")
    for code in [*re.findall(r"^    (.*)$", text, re.MULTILINE), *re.findall(r"`([^`]+)`", text)]:
        if found := re.search(r"(?:^|\s|bin/)vraagbaak ([a-z].*)", code):
            yield found[1]


@pytest.mark.parametrize("unit", UNITS)
def test_a_unit_runs_a_command_of_the_program(unit: str) -> None:
    [line] = unit_lines(unit, "ExecStart")
    program, *words = shlex.split(line)
    assert program == PROGRAM
    assert parsed(words)


def test_the_image_serves_where_it_is_asked_for() -> None:
    assert docker_words("ENTRYPOINT") == ["vraagbaak"]
    options = parsed(docker_words("CMD"))
    [exposed] = re.findall(r"^EXPOSE (\d+)$", (DEPLOY / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    assert (options["host"], options["port"]) == ("0.0.0.0", int(exposed))


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_of_compose_runs_a_command_of_the_program(service: str) -> None:
    assert parsed(shlex.split(SERVICES[service]["command"]))


@pytest.mark.parametrize("service", OURS)
def test_a_service_of_the_cluster_runs_a_command_of_the_program(service: str) -> None:
    assert parsed(shlex.split(OURS[service]["command"]))


def test_the_guide_gives_commands_of_the_program() -> None:
    commands = list(guide_commands())
    assert {command.split()[0] for command in commands} >= {"update", "status", "index"}
    assert [command for command in commands if not parsed(shlex.split(command))] == []


def test_the_guide_runs_services_of_compose() -> None:
    runs = re.findall(r"docker compose run(?: --[a-z]+)* ([a-z]+)([^`\n]*)", GUIDE.read_text(encoding="utf-8"))
    assert {service for service, _ in runs} <= set(SERVICES)
    given = [shlex.split(words) for _, words in runs]
    assert [words for words in given if words and not parsed(words)] == []
    assert ["status"] in given


def test_the_guide_tells_of_every_file() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    assert [path.name for path in DEPLOY.iterdir() if f"`{path.name}`" not in text and path.suffix != ".env"] == []


# --- settings -------------------------------------------------------------------------------------------------------


def test_every_variable_named_is_one_that_the_program_reads() -> None:
    known = {f"VRAAGBAAK_{name.upper()}" for name in CrawlConfig.model_fields}
    known |= {f"{PREFIX}{name.upper()}" for name in OpenSearchSettings.model_fields}
    known |= {str(option.envvar) for command in COMMANDS.values() for option in command.params if option.envvar}
    named = {
        name
        for path in [*DEPLOY.iterdir(), GUIDE]
        for name in re.findall(r"VRAAGBAAK_[A-Z_]+", path.read_text(encoding="utf-8"))
    }
    assert len(named) > 3
    assert named - known == set()


def test_the_settings_of_the_example_are_taken_over(monkeypatch: pytest.MonkeyPatch) -> None:
    text = (DEPLOY / "vraagbaak.env.example").read_text(encoding="utf-8")
    assert [line for line in text.splitlines() if line and not line.startswith("#")] == []
    settings = dict(re.findall(r"^#(VRAAGBAAK_[A-Z_]+)=(.*)$", text, re.MULTILINE))
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    config = load_config()
    for name, value in settings.items():
        taken = getattr(config, name.removeprefix("VRAAGBAAK_").lower(), None)
        assert taken is None or str(taken) in (value, f"{value}.0"), name
    assert (str(config.quiet_hours), config.max_requests) == ("07:00-19:00", 20_000)
    options = parsed(["serve"])
    assert list(options["public_host"]) == settings["VRAAGBAAK_PUBLIC_HOST"].split()
    assert options["contact"] == settings["VRAAGBAAK_CONTACT"]
    assert options["public_url"] == settings["VRAAGBAAK_PUBLIC_URL"]


# --- each file by its own measure -----------------------------------------------------------------------------------


def test_systemd_finds_nothing_wrong_with_the_units(tmp_path: Path) -> None:
    systemd_analyze = shutil.which("systemd-analyze")
    if systemd_analyze is None:
        pytest.skip("no systemd on this machine")
    # The program need not be installed here: another that can be executed stands in its place.
    for path in DEPLOY.glob("vraagbaak*.[st]*"):
        unit = path.read_text(encoding="utf-8").replace(PROGRAM, sys.executable)
        (tmp_path / path.name).write_text(unit, encoding="utf-8")
    units = [str(path) for path in sorted(tmp_path.iterdir())]
    done = subprocess.run(
        [systemd_analyze, "verify", "--man=no", *units], capture_output=True, text=True, timeout=60, check=False
    )
    ours = [line for line in done.stderr.splitlines() if "vraagbaak" in line or str(tmp_path) in line]
    assert (ours, done.returncode) == ([], 0), done.stderr


def test_site_and_updates_run_as_the_same_user_over_the_same_folder() -> None:
    assert len(UNITS) == 2
    for key in ("User", "Environment", "EnvironmentFile"):
        first, second = (unit_lines(unit, key) for unit in UNITS)
        assert set(first[0].split()) & set(second[0].split()), key
    [state] = unit_lines("vraagbaak-update.service", "StateDirectory")
    assert f"VRAAGBAAK_DATA=/var/lib/{state}" in unit_lines("vraagbaak.service", "Environment")[0].split()
    # A service that may write nothing cannot be given a folder of its own either.
    assert unit_lines("vraagbaak.service", "StateDirectory") == []


def test_a_timer_starts_the_unit_of_its_name() -> None:
    assert [path.with_suffix(".service").name in UNITS for path in DEPLOY.glob("*.timer")] == [True]


def test_compose_builds_the_image_and_shares_one_volume() -> None:
    dockerfile = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    [data] = re.findall(r"\bVRAAGBAAK_DATA=(\S+)", dockerfile)
    for service in SERVICES.values():
        context = DEPLOY / service["build"]["context"]
        assert (context / service["build"]["dockerfile"]).resolve() == DEPLOY / "Dockerfile"
        assert (DEPLOY / f"{service['env_file']}.example").is_file()
        assert service["environment"]["VRAAGBAAK_DATA"] == data
        [[volume, mounted, *_]] = [entry.split(":") for entry in service["volumes"]]
        assert (volume in COMPOSE["volumes"], mounted) == (True, data)
    assert SERVICES["web"]["volumes"][0].endswith(":ro")


def test_the_cluster_is_whole() -> None:
    """Whatever one part names of another is there: volumes, networks, files, the copies behind nginx, the nodes."""
    mounts = [entry.split(":") for service in IN_CLUSTER.values() for entry in service["volumes"]]
    assert {name for name, *_ in mounts if name[0] not in "./"} == set(CLUSTER["volumes"])
    assert [name for name, *_ in mounts if name.startswith("./") and not (DEPLOY / name).is_file()] == []
    assert {name for service in IN_CLUSTER.values() for name in service["networks"]} == set(CLUSTER["networks"])
    sites = {name for name, service in OURS.items() if service["command"].startswith("serve ")}
    upstreams = re.findall(r"^ *server (\w+):8000 ", (DEPLOY / "nginx.cluster.conf").read_text(), re.MULTILINE)
    assert (set(upstreams), len(upstreams)) == (sites, 2)
    assert all(mount.endswith(":ro") for name in sites for mount in OURS[name]["volumes"])
    assert set(IN_CLUSTER["nginx"]["depends_on"]) == sites
    nodes = {
        name: service["environment"] for name, service in IN_CLUSTER.items() if "opensearch:2.19" in service["image"]
    }
    assert len(nodes) == 3
    for name, settings in nodes.items():
        assert settings["node.name"] == name
        assert set(settings["discovery.seed_hosts"].split(",")) == NODES.keys()
        assert set(settings["cluster.initial_cluster_manager_nodes"].split(",")) == NODES.keys()


def test_sites_and_update_ask_every_node(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = [
        {name: str(value) for name, value in service["environment"].items() if name.startswith(PREFIX)}
        for service in OURS.values()
    ]
    assert [one for one in asked if one != asked[0]] == []
    for name, value in asked[0].items():
        monkeypatch.setenv(name, value)
    settings = load_settings()
    assert set(settings.urls) == {f"http://{name}:9200" for name in NODES}
    assert (settings.shards, settings.replicas) == (3, 1)


def test_the_nodes_are_reached_by_the_program_alone() -> None:
    """They run without security: nothing is published, and only what searches is in their network."""
    [network] = {network for service in NODES.values() for network in service["networks"]}
    assert [name for name, service in IN_CLUSTER.items() if "ports" in service] == ["nginx"]
    assert {name for name, service in IN_CLUSTER.items() if network in service["networks"]} == {*NODES, *OURS}


def test_the_health_check_tells_a_site_that_answers_from_one_that_does_not(tmp_path: Path) -> None:
    words = docker_words("HEALTHCHECK")
    with served_index(build_site_index(tmp_path, [make_question(1)])) as url:
        words = [sys.executable, *(word.replace("http://127.0.0.1:8000", url) for word in words[1:])]
        assert url in words[-1]
        assert subprocess.run(words, capture_output=True, timeout=30, check=False).returncode == 0
    assert subprocess.run(words, capture_output=True, timeout=30, check=False).returncode != 0


def test_what_docker_is_sent_is_enough_to_build_from(tmp_path: Path) -> None:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert "*" in lines
    sent = [line.removeprefix("!") for line in lines if line.startswith("!")]
    for name in sent:
        source, target = ROOT / name, tmp_path / "sent" / name
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(source, target)
    dockerfile = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    sources = re.findall(r"^COPY (?!--from)(.*) \S+$", dockerfile, re.MULTILINE)
    assert sources
    assert [name for name in sources if not (tmp_path / "sent" / name).exists()] == []
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)],
        cwd=tmp_path / "sent",
        capture_output=True,
        timeout=120,
        check=True,
    )
    [wheel] = tmp_path.glob("*.whl")
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info" not in name}
    needed = {
        str(path.relative_to(ROOT))
        for package in ("crawler", "indexer", "web", "data/sample")
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert needed - packed == set()
    assert "vraagbaak.py" in packed
