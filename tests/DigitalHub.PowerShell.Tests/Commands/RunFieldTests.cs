using System.Collections;
using System.Management.Automation;
using System.Text.Json;
using DigitalHub.PowerShell.Tests.Conformance;
using DigitalHub.PowerShell.Tests.Hosting;

namespace DigitalHub.PowerShell.Tests.Commands;

/// <summary>The fields of a kind are parameters of New-DhRun.</summary>
public sealed class RunFieldTests : IDisposable
{
    private static readonly string Data = Path.Combine(BuiltModule.Repository, "tests", "data");

    // What parameters of the command's own stand for, whatever the kind.
    private static readonly string[] Static =
        ["function", "inputs", "local_execution", "outputs", "parameters", "profile", "resources", "secrets", "task", "volumes", "workflow", "envs"];

    private readonly Shell _shell = Shell.Open();

    public static TheoryData<string> RunKinds
    {
        get
        {
            using var shell = Shell.Open();
            return [.. shell.Run("(Get-DhKind -Entity run).Name").Select(name => (string)name.BaseObject)];
        }
    }

    public static TheoryData<string> Samples => [.. Directory.GetFiles(Path.Combine(Data, "run-samples"), "*.json").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    public static TheoryData<int> EveryKind => [.. Enumerable.Range(0, Exchanges().Count)];

    public void Dispose() => _shell.Dispose();

    [Theory]
    [MemberData(nameof(RunKinds))]
    public void Every_field_of_a_kind_is_a_parameter_and_no_name_is_taken_twice(string kind)
    {
        var command = _shell.Run($"Get-Command New-DhRun -ArgumentList '-Kind', '{kind}'").Single().BaseObject as CmdletInfo;
        var names = command!.Parameters.Values.SelectMany(parameter => parameter.Aliases.Append(parameter.Name)).ToList();

        Assert.Equal(names.Count, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        foreach (dynamic field in _shell.Run($"(Get-DhKind '{kind}' -Entity run).Fields").Select(field => field.BaseObject))
        {
            var parameter = command.Parameters[(string)field.Parameter];
            Assert.Equal(!Static.Contains((string)field.Name), parameter.IsDynamic);
            if (parameter.IsDynamic) Assert.False(string.IsNullOrEmpty(parameter.ParameterSets.Values.Single().HelpMessage));
        }
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_sample_can_be_made_with_parameters_alone(string file)
    {
        using var sample = JsonDocument.Parse(File.ReadAllText(Path.Combine(Data, "run-samples", file)));
        MakeWithParameters(sample.RootElement.GetProperty("kind").GetString()!, sample.RootElement.GetProperty("spec"));
    }

    [Theory]
    [MemberData(nameof(EveryKind))]
    public void A_run_of_every_kind_can_be_made_with_parameters_alone(int index)
    {
        var body = Exchanges()[index];
        MakeWithParameters(body.GetProperty("kind").GetString()!, body.GetProperty("spec"));
    }

    [Theory]
    [InlineData("New-DhRun -Function train -Action serve -Replicas 2")]
    [InlineData("Get-DhFunction train | New-DhRun -Action serve -Replicas 2")]
    [InlineData("New-DhRun -Task there -Replicas 2")]
    [InlineData("Get-DhTask there | New-DhRun -Replicas 2")]
    [InlineData("New-DhRun -Kind python+serve:run -Replicas 2")]
    [InlineData("'there' | ForEach-Object { New-DhRun -Task $_ -Replicas 2 }")]
    public void Fields_are_parameters_also_where_the_kind_is_known_only_later(string script)
    {
        _shell.Run("New-DhFunction train python > $null; New-DhTask serve -Function train -Id there > $null");
        Assert.Equal(2L, _shell.Run($"({script}).Spec.replicas").Single().BaseObject);
    }

    [Theory]
    [InlineData("New-DhRun -Function train -Action job -Replicas 2", "SpecFieldUnknown", "-Replicas is for the field 'replicas', and a run of kind python+job:run has none.", "-InitParameters")]
    [InlineData("Get-DhFunction train | New-DhRun -Action job -ServiceName x", "SpecFieldUnknown", "'service_name'", "(Get-DhKind 'python+job:run').Fields")]
    [InlineData("New-DhRun -Task there -Instructions x", "SpecFieldUnknown", "python+serve:run", "-ServiceType")]
    [InlineData("Test-DhRun -Task there -Instructions x", "SpecFieldUnknown", "python+serve:run", "-ServiceType")]
    [InlineData("New-DhRun -Kind python+srve:run -Replicas 2", "KindNotFound", "python+srve:run", "python+serve:run")]
    [InlineData("New-DhRun -Function train -Action srve -Replicas 2", "ActionNotFound", "srve", "serve")]
    [InlineData("New-DhRun -Function trin -Action serve -Replicas 2", "FunctionNotFound", "trin", "train")]
    public void A_parameter_for_a_field_that_the_kind_lacks_is_refused_with_what_it_has(string script, string id, string message, string action)
    {
        _shell.Run("New-DhFunction train python > $null; New-DhTask serve -Function train -Id there > $null");
        var error = _shell.Fail(script);

        Assert.Equal(id, error.Id());
        Assert.Contains(message, error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains(action, error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Empty(_shell.Run("Get-DhRun"));
    }

    [Theory]
    [InlineData("-Function", "train", "-Action", "serve")]
    [InlineData("-Function", "train", "-Action", "job")]
    [InlineData("-Workflow", "nightly", "-Action", "pipeline")]
    [InlineData("-Task", "there", "-Name", "n")]
    [InlineData("-Kind", "nonsense", "-Name", "n")]
    public void Where_the_kind_is_not_known_no_name_is_taken_twice(params string[] arguments)
    {
        var command = (CmdletInfo)_shell.Run($"Get-Command New-DhRun -ArgumentList {string.Join(", ", arguments.Select(argument => $"'{argument}'"))}").Single().BaseObject;
        var names = command.Parameters.Values.SelectMany(parameter => parameter.Aliases.Append(parameter.Name)).ToList();

        Assert.Equal(names.Count, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        foreach (dynamic field in _shell.Run("(Get-DhKind -Entity run).Fields").Select(field => field.BaseObject)) Assert.True(command.Parameters.ContainsKey((string)field.Parameter), (string)field.Name);
    }

    [Fact]
    public void Nothing_is_added_to_the_commands_parameters_where_nothing_is_said() =>
        Assert.DoesNotContain("Replicas", _shell.Run("(Get-Command New-DhRun).Parameters.Keys; (Get-Command Update-DhTask).Parameters.Keys; (Get-Command New-DhTask).Parameters.Keys").Select(name => (string)name.BaseObject));

    [Theory]
    [InlineData("New-DhRun python+serve:run -ServiceType nodeport", "service_type", "NodePort")]
    [InlineData("New-DhRun python+serve:run -Replicas '2'", "replicas", 2L)]
    [InlineData("New-DhRun flower-server+build:run -Insecure", "insecure", true)]
    [InlineData("New-DhRun flower-server+build:run -Insecure:$false", "insecure", false)]
    [InlineData("New-DhRun python+run -PythonVersion PYTHON3_9", "python_version", "PYTHON3_9")]
    [InlineData("New-DhRun -Task container+job://demo/t -RunAsUser 7", "run_as_user", 7L)]
    [InlineData("New-DhRun sklearnserve+serve:run -Path store://demo/model/sklearn/m:1", "path", "store://demo/model/sklearn/m:1")]
    [InlineData("New-DhRun python+job:run -Spec @{ init_parameters = @{ a = 1 }; profile = 'old' } -ResourceProfile new", "profile", "new")]
    public void A_value_comes_into_the_spec_as_its_type(string script, string field, object expected)
    {
        dynamic run = _shell.Run(script).Single().BaseObject;

        Assert.Equal(expected, (object)run.Spec[field]);
    }

    [Theory]
    [InlineData("New-DhRun python+serve:run -ServiceType Outside", "SpecFieldInvalid", "NodePort")]
    [InlineData("New-DhRun python+serve:run -Replicas many", "SpecFieldInvalid", "whole number")]
    [InlineData("New-DhRun python+serve:run -Replicas $true", "SpecFieldInvalid", "whole number")]
    [InlineData("New-DhRun python+serve:run -Replicas -1", "SpecFieldInvalid", "0 or more")]
    [InlineData("New-DhRun python+serve:run -InitParameters 5", "ValueInvalid", "-InitParameters")]
    [InlineData("New-DhRun python+serve:run -ServiceType $undefined", "ValueInvalid", "-ServiceType")]
    [InlineData("New-DhRun python+serve:run -Requirements @()", "ValueInvalid", "-Requirements")]
    [InlineData("New-DhRun python+job:run -Envs @{ A = @{ b = 1 } }", "SpecFieldInvalid", "spec.envs[0].value")]
    [InlineData("New-DhRun python+job:run -Volumes @{ volume_type = 'nope' }", "SpecFieldInvalid", "empty_dir")]
    [InlineData("New-DhRun python+job:run -Inputs 5", "ValueInvalid", "-Inputs")]
    [InlineData("New-DhRun python+jop:run", "KindNotFound", "python+job:run")]
    [InlineData("New-DhRun", "ValueInvalid", "Get-DhKind")]
    [InlineData("New-DhRun python+job:run -Spec @{ paramters = @{ n = 1 } } -Strict", "SpecFieldUnknown", "'parameters'")]
    [InlineData("New-DhRun python+job:run -Parameters @{ n = $null } -Strict", "SpecFieldInvalid", "spec.parameters.n")]
    public void A_wrong_value_is_one_error_and_nothing_is_made(string script, string id, string word)
    {
        var error = _shell.Fail(script);

        Assert.Equal(id, error.Id());
        Assert.Contains(word, error.Exception.Message + error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Empty(_shell.Run("Get-DhRun"));
    }

    [Fact]
    public void A_local_store_keeps_a_spec_as_it_is_and_says_what_a_core_would_drop()
    {
        var result = _shell.Try("New-DhRun python+job:run -Spec @{ paramters = @{ n = 1 }; parameters = @{ z = $null } }");

        Assert.Empty(result.Errors);
        Assert.Contains("The kind python+job:run has no field 'paramters': the store keeps it, a core would drop it. The nearest is 'parameters'.", result.Warnings);
        Assert.Contains("spec.parameters.z is null, which the store keeps and a core would drop.", result.Warnings);
        Assert.Equal(2, result.Warnings.Count);
        dynamic run = result.Output.Single().BaseObject;
        Assert.True(run.Spec.Contains("paramters"));
        Assert.True(run.Spec["parameters"].Contains("z"));
    }

    [Theory]
    [InlineData("New-DhRun python+job:run -Spec @{ paramters = @{ n = 1 } } -Session $core", "'parameters'")]
    [InlineData("New-DhRun python+job:run -Parameters @{ n = '' } -Session $core", "spec.parameters.n is empty text")]
    [InlineData("New-DhRun python+job:run -Parameters @{ n = @(@{ m = @() }) } -Session $core", "spec.parameters.n[0].m is an empty list")]
    [InlineData("@{ kind = 'python+job:run'; spec = @{ args = 'x' } } | Import-DhRun -Session $core", "'args'")]
    [InlineData("New-DhRun python+job:run -Id a > $null; Update-DhRun a -Spec @{ args = 'x' } -PassThru -Session $core", "'args'")]
    [InlineData("New-DhRun python+job:run -Id a > $null; Copy-DhRun a -Spec @{ args = 'x' } -Session $core", "'args'")]
    public void What_a_core_drops_is_a_warning_and_with_Strict_an_error(string script, string word)
    {
        BackendProxy.Put(_shell, call => call.Go());

        var result = _shell.Try(script);
        Assert.Empty(result.Errors);
        Assert.Contains(word, Assert.Single(result.Warnings), StringComparison.Ordinal);
        var there = _shell.Run("Get-DhRun").Count;

        var id = script.StartsWith("New-DhRun python+job:run -Param", StringComparison.Ordinal) ? "SpecFieldInvalid" : "SpecFieldUnknown";
        var error = _shell.Fail($"{script.Replace("New-DhRun python+job:run -Id a > $null; ", string.Empty, StringComparison.Ordinal)} -Strict");
        Assert.Equal(id, error.Id());
        Assert.Contains(word, error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(there, _shell.Run("Get-DhRun").Count);
    }

    [Theory]
    [InlineData("[IO.File]::WriteAllText(\"$PWD/a.yaml\", '{ kind: python+job:run, id: b, spec: { args: x } }'); Import-DhRun a.yaml", "a.yaml:1: ")]
    [InlineData("@{ kind = 'python+job:run'; id = 'b'; spec = @{ args = 'x' } } | Import-DhRun", "")]
    [InlineData("New-DhRun python+job:run -Id a > $null; Copy-DhRun a -DestinationId b -Spec @{ args = 'x' }", "")]
    [InlineData("New-DhRun python+job:run -Id b > $null; Update-DhRun b -Spec @{ args = 'x' } -PassThru", "")]
    [InlineData("$b = New-DhRun python+job:run -Id b; $b.Spec.args = 'x'; $b | Update-DhRun -PassThru", "")]
    [InlineData("Import-DhRun -Content '{ kind: python+job:run, id: b }' > $null; Import-DhRun -Content '{ kind: python+job:run, id: b, spec: { args: x } }' -Update", "")]
    public void What_somebody_writes_for_a_local_store_is_looked_at(string script, string place)
    {
        var result = _shell.Try(script);

        Assert.Empty(result.Errors);
        var warning = Assert.Single(result.Warnings);
        Assert.Contains($"{place}The kind python+job:run has no field 'args': the store keeps it", warning, StringComparison.Ordinal);
        Assert.Equal("x", _shell.Run("(Get-DhRun b).Spec.args").Single().BaseObject);
    }

    [Theory]
    [InlineData("Import-DhRun -Content '{ kind: python+job:run, id: b, spec: { inputs: x } }'")]
    [InlineData("@{ kind = 'python+job:run'; spec = @{ inputs = 'x' } } | Import-DhRun")]
    [InlineData("Copy-DhRun a -Spec @{ inputs = 'x' }")]
    [InlineData("Update-DhRun a -Spec @{ inputs = 'x' }")]
    [InlineData("$a = Get-DhRun a; $a.Spec.inputs = 'x'; $a | Update-DhRun")]
    public void What_somebody_mistypes_is_an_error_on_a_local_store(string script)
    {
        _shell.Run("New-DhRun python+job:run -Id a > $null");
        var error = _shell.Fail(script);

        Assert.Equal("SpecFieldInvalid", error.Id());
        Assert.Contains("spec.inputs", error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(["a", 0], _shell.Run("(Get-DhRun).Id; (Get-DhRun a).Spec.Count").Select(item => item.BaseObject));
    }

    [Fact]
    public void What_another_backend_has_given_out_goes_around_without_a_word()
    {
        var result = _shell.Try("""
            $a = New-DhRun python+job:run -Id a -Spec @{ paramters = @{ n = 1 }; parameters = @{ z = $null } } -WarningAction SilentlyContinue
            Export-DhRun a -Path a.yaml
            Import-DhRun a.yaml -NewId > $null
            Get-DhRun a | Import-DhRun -NewId > $null
            [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize((Get-DhRun a), 9)) | Import-DhRun -NewId > $null
            Copy-DhRun a -Spec @{ inputs = @{ d = 'x' } } > $null
            $a.Labels += 'kept'; $a.Spec.inputs = @{ d = 'x' }; $a | Update-DhRun
            New-DhFunction f python -Spec @{ colour = 'red' } -WarningAction SilentlyContinue | Import-DhFunction -NewId > $null
            """);

        Assert.Empty(result.Errors);
        Assert.Empty(result.Warnings);
        Assert.Equal([5, 2], _shell.Run("@(Get-DhRun | Where-Object { $_.Spec.paramters }).Count; @(Get-DhFunction f -AllVersions).Count").Select(item => item.BaseObject));
        Assert.Equal("SpecFieldUnknown", _shell.Fail("Import-DhRun a.yaml -NewId -Strict").Id());
    }

    [Theory]
    [InlineData("New-DhRun -Kind python+serve:run -ServiceType ", "ClusterIP", "ExternalName", "LoadBalancer", "NodePort")]
    [InlineData("New-DhRun -Kind python+serve:run -ServiceType Node", "NodePort")]
    [InlineData("New-DhRun -Task python+serve://demo/t -ServiceType Node", "NodePort")]
    [InlineData("New-DhRun -Kind python+serve:run -Serv", "-ServiceName", "-ServiceType")]
    [InlineData("New-DhRun -Function train -Action serve -ServiceT", "-ServiceType")]
    [InlineData("New-DhRun -Function train -Action serve -ServiceType Node", "NodePort")]
    [InlineData("New-DhRun -Function train -Action job -ServiceT")]
    [InlineData("New-DhTask serve -Function train -ServiceType Node", "NodePort")]
    [InlineData("Update-DhTask there -ServiceType Node", "NodePort")]
    [InlineData("Update-DhTask there -Replic", "-Replicas")]
    [InlineData("New-DhRun -Kind sklearnserve+", "sklearnserve+run", "sklearnserve+serve:run")]
    [InlineData("Get-DhKind -Entity w", "workflow")]
    [InlineData("Get-DhKind -Action tr", "train", "transform")]
    [InlineData("Get-DhKind -Runtime db", "dbt")]
    [InlineData("Get-DhKind hera", "hera", "hera+build", "hera+build:run", "hera+pipeline", "hera+pipeline:run", "hera+run")]
    public void Tab_completes_from_the_kinds(string line, params string[] expected)
    {
        var completion = CommandCompletion.CompleteInput(line, line.Length, null, System.Management.Automation.PowerShell.Create(_shell.Runspace));

        Assert.Equal(expected, completion.CompletionMatches.Select(match => match.CompletionText).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Importing_the_module_reads_no_kinds()
    {
        var table = AllCommands.Info("Get-DhKind").OutputType.Single().Type.Assembly.GetType("DigitalHub.KindTable")!;
        Assert.DoesNotContain(table.GetFields(System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic), field => field.FieldType == typeof(System.Collections.Specialized.OrderedDictionary));
    }

    // A run of the kind with each field of the spec given by its parameter has that spec again, but for what no run of the kind has.
    private void MakeWithParameters(string kind, JsonElement spec)
    {
        var fields = _shell.Run($"(Get-DhKind '{kind}' -Entity run).Fields").Select(field => field.BaseObject).ToDictionary(field => (string)((dynamic)field).Name, field => (string)((dynamic)field).Parameter);
        var arguments = new Hashtable { ["Kind"] = kind };
        var expected = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in spec.EnumerateObject())
        {
            if (!fields.TryGetValue(field.Name, out var parameter)) continue;
            var empty = field.Value.ValueKind is JsonValueKind.Array && field.Value.GetArrayLength() == 0;
            if (empty) continue;
            arguments[parameter] = field.Name == "local_execution" ? new SwitchParameter(field.Value.GetBoolean()) : Recorded.Value(field.Value);
            if (field.Name != "local_execution" || field.Value.GetBoolean()) expected[field.Name] = Recorded.Sorted(field.Value);
        }
        var project = spec.GetProperty("task").GetString()!.Split('/')[2];
        _shell.Run($"Set-DhProject {project}");
        dynamic run = _shell.Run("$arguments = @($input)[0]; New-DhRun @arguments", arguments).Single().BaseObject;

        var made = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry field in (IDictionary)run.Spec) made[(string)field.Key] = Sorted(field.Value);
        Assert.Equal(expected, made);
    }

    private static string Sorted(object? value) => value switch
    {
        IDictionary map => $"{{{string.Join(",", map.Cast<DictionaryEntry>().OrderBy(field => (string)field.Key, StringComparer.Ordinal).Select(field => $"{field.Key}:{Sorted(field.Value)}"))}}}",
        Array list => $"[{string.Join(",", list.Cast<object?>().Select(Sorted))}]",
        _ => JsonSerializer.Serialize(value),
    };

    private static List<JsonElement> Exchanges()
    {
        using var transcript = JsonDocument.Parse(File.ReadAllText(Path.Combine(Data, "transcripts", "runs-every-kind.json")));
        return [.. transcript.RootElement.GetProperty("exchanges").EnumerateArray().Select(exchange => exchange.GetProperty("request").GetProperty("body").Clone())];
    }
}
