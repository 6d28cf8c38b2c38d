using System.Management.Automation;
using DigitalHub.PowerShell.Tests.Hosting;
using Xunit.Abstractions;

namespace DigitalHub.PowerShell.Tests.Commands;

/// <summary>Runs become files and text, whole or not at all.</summary>
public sealed class ExportTests : IDisposable
{
    private const string Prepare =
        """
        $null = New-DhRun python+run -Id a -Name first -Label x -Spec @{ parameters = @{ n = 1; t = 'yes'; f = 1.0 } }
        $null = New-DhRun python+run -Id b -Name second
        """;

    private readonly Shell _shell = Shell.Open();
    private readonly ITestOutputHelper _output;

    public ExportTests(ITestOutputHelper output)
    {
        _output = output;
        _shell.Run(Prepare);
    }

    [Theory]
    [InlineData("run.yaml", "kind: python+run\nproject: demo\nid: a\nname: first\nmetadata:\n")]
    [InlineData("run.YML", "kind: python+run\n")]
    [InlineData("run.txt", "kind: python+run\n")]
    [InlineData("run.json", "{\n  \"kind\": \"python+run\",\n  \"project\": \"demo\",\n")]
    public void One_run_to_a_file(string file, string start)
    {
        Assert.Empty(_shell.Run($"Export-DhRun a {file}"));

        Assert.StartsWith(start, Text(file), StringComparison.Ordinal);
        Assert.EndsWith("\n", Text(file), StringComparison.Ordinal);
        Assert.Equal([file], Files());
    }

    [Theory]
    [InlineData("runs.yaml")]
    [InlineData("runs.json")]
    public void Many_runs_to_one_file_and_back(string file)
    {
        _shell.Run($"Get-DhRun -Sort Id | Export-DhRun -Path {file}");

        Assert.Equal(["a", "b"], Back(file));
    }

    [Fact]
    public void A_folder_gets_one_file_a_run()
    {
        var files = _shell.Run("Get-DhRun -Sort Id | Export-DhRun -Path new/folder/ -PassThru");

        Assert.Equal(["runs-a.yaml", "runs-b.yaml"], files.Select(file => Assert.IsType<FileInfo>(file.BaseObject).Name));
        Assert.Equal(["a"], Back("new/folder/runs-a.yaml"));
    }

    [Fact]
    public void A_folder_that_exists_needs_no_separator()
    {
        _shell.Run("$null = [IO.Directory]::CreateDirectory(\"$PWD/there\"); Export-DhRun a, b there -Format Json");

        Assert.Equal(["there/runs-a.json", "there/runs-b.json"], Files());
    }

    [Theory]
    [InlineData("{name}.yml", "first.yml")]
    [InlineData("{PROJECT} {kind} {state} {id}", "demo python+run CREATED a")]
    [InlineData("a:b?{id}.json", "a_b_a.json")]
    [InlineData("con.yaml", "_con.yaml")]
    [InlineData("LPT1", "_LPT1")]
    [InlineData("console", "console")]
    [InlineData("x.", "x_")]
    public void Names_are_good_everywhere(string template, string name)
    {
        _shell.Run($"Export-DhRun a out/ -NameTemplate '{template}'");

        Assert.Equal([$"out/{name}"], Files());
    }

    [Fact]
    public void Runs_that_would_get_the_same_file_get_two()
    {
        _shell.Run("New-DhRun python+run -Id A; Export-DhRun a, A, b out/ -NameTemplate '{kind}.yaml'; Export-DhRun a, A ids/");

        Assert.Equal(["ids/runs-A-2.yaml", "ids/runs-a.yaml", "out/python+run-2.yaml", "out/python+run-3.yaml", "out/python+run.yaml"], Files());
        Assert.Equal(["A"], Back("ids/runs-A-2.yaml"));
    }

    [Fact]
    public void The_longest_ids_stay_apart()
    {
        _shell.Run("New-DhRun python+run -Id ('x' * 255); New-DhRun python+run -Id ('x' * 254 + 'y'); Get-DhRun x* -ErrorAction Ignore; Get-DhRun -Query xxx | Export-DhRun -Path out/");

        var files = Files();
        Assert.Equal(2, files.Count);
        Assert.All(files, file => Assert.Matches(@"^out/runs-x+-[0-9a-f]{12}\.yaml$", file));
        Assert.All(files, file => Assert.Equal(255, Path.GetFileName(file).Length));
    }

    [Theory]
    [InlineData("{nmae}.yaml", "has the field {nmae}")]
    [InlineData("a/{id}.yaml", "is a path")]
    public void A_template_that_makes_no_sense_is_refused(string template, string message)
    {
        var error = _shell.Fail($"Export-DhRun a out/ -NameTemplate '{template}'");

        Assert.Equal("ValueInvalid", error.Id());
        Assert.Contains(message, error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(Files());
    }

    [Fact]
    public void Text_comes_out_as_one()
    {
        var yaml = (string)Assert.Single(_shell.Run("Get-DhRun -Sort Id | Export-DhRun -AsString")).BaseObject;
        Assert.Equal(2, yaml.Split('\n').Count(line => line == "kind: python+run"));
        Assert.Contains("\n---\n", yaml, StringComparison.Ordinal);
        Assert.Contains("t: 'yes'\n", yaml, StringComparison.Ordinal);

        Assert.StartsWith("[\n  {\n    \"kind\"", (string)Assert.Single(_shell.Run("Export-DhRun a, b -AsString -Format Json")).BaseObject, StringComparison.Ordinal);
        Assert.Empty(Files());
    }

    [Fact]
    public void A_run_in_the_hand_is_written_as_it_is_there()
    {
        _shell.Run("$r = Get-DhRun a; $r.Labels += 'kept'; $r.Spec.parameters.n = 5; Disconnect-DhBackend; $r | Export-DhRun -Path a.yaml");

        Assert.Contains("    - kept\n", Text("a.yaml"), StringComparison.Ordinal);
        Assert.Contains("    'n': 5\n", Text("a.yaml"), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_piped_makes_nothing()
    {
        Assert.Empty(_shell.Run("Get-DhRun -Name none | Export-DhRun -Path a.yaml; Get-DhRun -Name none | Export-DhRun -Path out/; Get-DhRun -Name none | Export-DhRun -AsString"));
        Assert.Empty(Files());
    }

    [Fact]
    public void A_run_that_is_not_there_is_one_error_and_the_others_are_written()
    {
        var error = _shell.Fail("Export-DhRun a, gone, b all.yaml");

        Assert.Equal("RunNotFound", error.Id());
        Assert.Equal(["a", "b"], Back("all.yaml"));
    }

    [Fact]
    public void A_value_that_no_text_can_hold_is_one_error_and_the_others_are_written()
    {
        var error = _shell.Fail("$r = Get-DhRun a; $r.Spec.t = [string][char]0xD800; $r, (Get-DhRun b) | Export-DhRun -Path all.yaml");

        Assert.Equal("ValueInvalid", error.Id());
        Assert.Contains("run.spec.t", error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(["b"], Back("all.yaml"));
    }

    [Theory]
    [InlineData("Run", "keep.yaml", "")]
    [InlineData("Run", "keep.json", "")]
    [InlineData("Run", "keep.yaml", "-Append")]
    [InlineData("Run", "keep.json", "-Append")]
    [InlineData("Function", "keep.yaml", "")]
    [InlineData("Function", "keep.json", "")]
    [InlineData("Workflow", "keep.yaml", "")]
    [InlineData("Workflow", "keep.json", "-Append")]
    public void Documents_that_no_text_can_hold_leave_the_file_as_it_was(string noun, string file, string rule)
    {
        _shell.Run(
            """
            $null = New-DhFunction f python -Handler main
            $null = New-DhWorkflow w hera -Handler main
            $Function, $Workflow, $Run = (Get-DhFunction f), (Get-DhWorkflow w), (Get-DhRun a)
            $Function, $Workflow, $Run | ForEach-Object { $_.Spec.large = [bigint]::Pow(10, 5000) }
            """);
        _shell.Run($"Export-DhRun b {file}");
        var before = Text(file);

        foreach (var place in (string[])[$"-Path {file} {rule}", $"-Path new{Path.GetExtension(file)} {rule}", "-AsString", "-AsString -Format Json"])
        {
            var result = _shell.Try($"${noun}, ${noun} | Export-Dh{noun} {place}");
            Assert.Equal(2, result.Errors.Count);
            Assert.All(result.Errors, error => Assert.Equal("ValueInvalid", error.Id()));
            Assert.All(result.Errors, error => Assert.EndsWith("digits, which no document can hold.", error.Exception.Message, StringComparison.Ordinal));
            Assert.Empty(result.Output);
        }

        Assert.Equal(before, Text(file));
        Assert.Equal([file], Files());
    }

    [Fact]
    public void A_file_is_replaced_unless_told_otherwise()
    {
        _shell.Run("Export-DhRun a x.yaml; Export-DhRun b x.yaml");
        Assert.Equal(["b"], Back("x.yaml"));

        var error = _shell.Fail("Export-DhRun a x.yaml -NoClobber");
        Assert.Equal("FileExists", error.Id());
        Assert.Equal(ErrorCategory.ResourceExists, error.CategoryInfo.Category);
        Assert.Equal(["b"], Back("x.yaml"));

        _shell.Run("Export-DhRun b out/");
        Assert.Equal("FileExists", _shell.Fail("Export-DhRun a, b out/ -NoClobber").Id());
        Assert.Equal(["out/runs-a.yaml", "out/runs-b.yaml", "x.yaml"], Files());
    }

    [Theory]
    [InlineData("x.yaml")]
    [InlineData("x.json")]
    public void A_file_is_continued(string file)
    {
        _shell.Run($"Export-DhRun a {file} -Append; Export-DhRun b {file} -Append; Export-DhRun a {file} -Append -NoClobber");

        // The third one has the id of the first, and is the one that can't be imported.
        Assert.Equal(["a", "b"], Back(file));
        Assert.Equal(3, Text(file).Split("python+run/a:a").Length + Text(file).Split("python+run/b:b").Length - 2);
    }

    [Fact]
    public void What_is_no_json_is_not_continued()
    {
        File.WriteAllText(Path.Combine(_shell.Folder, "x.json"), "[{]");

        Assert.Equal("DocumentInvalid", _shell.Fail("Export-DhRun a x.json -Append").Id());
        Assert.Equal("[{]", Text("x.json"));
        Assert.Equal(["x.json"], Files());
    }

    [Fact]
    public void A_read_only_file_is_replaced_with_force_alone()
    {
        _shell.Run("Export-DhRun a x.yaml");
        var file = new FileInfo(Path.Combine(_shell.Folder, "x.yaml")) { IsReadOnly = true };

        var error = _shell.Fail("Export-DhRun b x.yaml");
        Assert.Equal("FileUnwritable", error.Id());
        Assert.Contains("it is read-only", error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal("FileUnwritable", _shell.Fail("Export-DhRun b x.yaml -WhatIf").Id());
        Assert.Equal(["a"], Back("x.yaml"));

        _shell.Run("Export-DhRun b x.yaml -Force");
        Assert.Equal(["b"], Back("x.yaml"));
        file.Refresh();
        Assert.True(file.IsReadOnly);
    }

    [Fact]
    public void A_link_stays_a_link()
    {
        File.CreateSymbolicLink(Path.Combine(_shell.Folder, "link.yaml"), "real.yaml");

        _shell.Run("Export-DhRun a link.yaml; Export-DhRun b link.yaml");

        Assert.Equal(["b"], Back("real.yaml"));
        Assert.Equal("real.yaml", new FileInfo(Path.Combine(_shell.Folder, "link.yaml")).LinkTarget);
    }

    [Theory]
    [InlineData("Export-DhRun a none/x.yaml", "PathNotFound")]
    [InlineData("Export-DhRun a store.yaml/", "PathInvalid")]
    [InlineData("Export-DhRun a store.yaml/x.yaml", "PathNotFound")]
    [InlineData("Export-DhRun a store.yaml/out/", "FileUnwritable")]
    [InlineData("Export-DhRun a none:/x.yaml", "PathNotFound")]
    [InlineData("Export-DhRun a Env:/x.yaml", "PathInvalid")]
    [InlineData("Export-DhRun a", "ValueInvalid")]
    [InlineData("Export-DhRun a x.yaml -AsString", "ValueInvalid")]
    [InlineData("Export-DhRun a -AsString -Append", "ValueInvalid")]
    [InlineData("Export-DhRun a -AsString -NameTemplate x", "ValueInvalid")]
    [InlineData("Export-DhRun a x.yaml -LiteralPath y.yaml", "ValueInvalid")]
    [InlineData("Export-DhRun a x.yaml -Format Json", "ValueInvalid")]
    [InlineData("Export-DhRun a x.yaml -NameTemplate '{id}'", "ValueInvalid")]
    [InlineData("Export-DhRun a '[1].yaml'", "PathNotFound")]
    [InlineData("Get-DhProject | Export-DhRun -AsString", "ValueInvalid")]
    public void Bad_places_are_one_clear_error(string call, string id)
    {
        File.WriteAllText(Path.Combine(_shell.Folder, "store.yaml"), "x");

        var error = _shell.Fail(call);

        Assert.Equal(id, error.Id());
        Assert.NotEmpty(error.ErrorDetails.RecommendedAction);
        Assert.Equal(["store.yaml"], Files());
    }

    [Fact]
    public void Devices_are_left_alone()
    {
        if (OperatingSystem.IsWindows()) return;

        Assert.Equal("PathInvalid", _shell.Fail("Export-DhRun a /dev/null -Force").Id());
        Assert.False(File.GetAttributes("/dev/null").HasFlag(FileAttributes.ReadOnly) && new FileInfo("/dev/null").Length > 0);
    }

    [Fact]
    public void Brackets_are_taken_as_they_are_written()
    {
        _shell.Run("Export-DhRun a -LiteralPath '[1].yaml'; Export-DhRun b '`[1`].yaml'; [IO.FileInfo]\"$PWD/[2].yaml\" | ForEach-Object { Export-DhRun b $_ }");

        Assert.Equal(["[1].yaml", "[2].yaml"], Files());
        Assert.Contains("\nid: b\n", Text("[1].yaml"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_command_that_ends_early_leaves_no_file()
    {
        _shell.Run("Export-DhRun b x.yaml");

        Assert.Equal("RunNotFound", _shell.Fail("Export-DhRun a, gone x.yaml -ErrorAction Stop").Id());
        Assert.Equal("RunNotFound", _shell.Fail("Export-DhRun a, gone y.yaml -ErrorAction Stop").Id());

        Assert.Equal(["b"], Back("x.yaml"));
        Assert.Equal(["x.yaml"], Files());
    }

    [Fact]
    public void A_full_disk_leaves_what_was_there()
    {
        var disk = Path.Combine(_shell.Folder, "disk");
        Directory.CreateDirectory(disk);
        if (!OperatingSystem.IsLinux() || !SmallDisk.TryMount(disk, kilobytes: 64))
        {
            _output.WriteLine("not run: this user can't mount a small disk");
            Console.WriteLine($"{nameof(ExportTests)}.{nameof(A_full_disk_leaves_what_was_there)}: not run: this user can't mount a small disk.");
            return;
        }
        try
        {
            _shell.Run("Export-DhRun a disk/x.yaml; $null = New-DhRun python+run -Id large -Spec @{ t = 'x y' * 100000 }; $null = New-DhFunction large python -Handler main -Spec @{ t = 'x y' * 100000 }; $null = New-DhWorkflow large hera -Handler main -Spec @{ t = 'x y' * 100000 }");

            foreach (var call in (string[])["Export-DhRun large disk/x.yaml", "Export-DhRun b, large disk/y.yaml", "Export-DhRun large disk -NameTemplate z.yaml", "Get-DhRun | Export-DhRun -Path disk/x.yaml -Append", "Export-DhFunction large disk/f.yaml", "Export-DhWorkflow large disk/w.yaml"])
            {
                var error = _shell.Fail(call);
                Assert.Equal("FileUnwritable", error.Id());
                Assert.Equal(ErrorCategory.WriteError, error.CategoryInfo.Category);
                Assert.Equal(["disk/x.yaml"], Files());
                Assert.Equal(["a"], Back("disk/x.yaml"));
            }
        }
        finally
        {
            SmallDisk.Unmount(disk);
        }
    }

    [Theory]
    [InlineData("Get-DhRun -Sort Id | Export-DhRun ./out/", "out/runs-a.yaml,out/runs-b.yaml")]
    [InlineData("Get-DhRun -Sort Id | Export-DhRun runs.json", "runs.json")]
    [InlineData("'a', 'b' | Export-DhRun runs.yaml", "runs.yaml")]
    [InlineData("Get-DhRun -Name none | Export-DhRun runs.yaml", "")]
    public void Behind_a_pipe_the_first_argument_is_the_path(string call, string files)
    {
        _shell.Run(call);

        Assert.Equal(files, string.Join(',', Directory.GetFiles(_shell.Folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(_shell.Folder, file).Replace('\\', '/')).Order(StringComparer.Ordinal)));
    }

    [Theory]
    [InlineData("Get-DhRun a | Export-DhRun b -Path x.yaml")]
    [InlineData("Get-DhRun a | Export-DhRun b -AsString")]
    [InlineData("Get-DhRun a | Export-DhRun (Get-DhRun b)")]
    [InlineData("Get-DhRun | Remove-DhRun b")]
    [InlineData("Get-DhRun | Copy-DhRun b")]
    public void Runs_given_and_piped_are_one_error(string call)
    {
        Assert.Equal("ValueInvalid", _shell.Fail(call).Id());
        Assert.Equal(2, _shell.Run("Get-DhRun").Count);
        Assert.Empty(Files());
    }

    [Fact]
    public void Files_come_out_as_the_shell_knows_them()
    {
        Assert.EndsWith("run [1].yaml", (string)_shell.Run("(Get-DhRun a | Export-DhRun -LiteralPath 'run [1].yaml' -PassThru).PSPath").Single().BaseObject, StringComparison.Ordinal);
        Assert.Equal("System.IO.FileInfo", _shell.Run("(Get-DhRun a | Export-DhRun x.yaml -PassThru).GetType().FullName").Single().BaseObject);
    }

    public void Dispose() => _shell.Dispose();

    private string Text(string file) => File.ReadAllText(Path.Combine(_shell.Folder, file));

    private List<string> Files() =>
        [.. Directory.EnumerateFiles(_shell.Folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
            .Select(file => Path.GetRelativePath(_shell.Folder, file).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    // The ids of the runs that a file makes on an empty store.
    private List<object> Back(string file)
    {
        using var other = Shell.Open();
        return [.. other.Try($"(Import-DhRun '{Path.Combine(_shell.Folder, file)}').Id").Output.Select(id => id.BaseObject)];
    }
}
