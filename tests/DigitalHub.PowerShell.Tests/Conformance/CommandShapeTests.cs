using System.Management.Automation;
using System.Reflection;
using DigitalHub.PowerShell.Tests.Hosting;

namespace DigitalHub.PowerShell.Tests.Conformance;

/// <summary>What every command must look like, held by reflection, so that a later command can't break it unseen.</summary>
public sealed class CommandShapeTests
{
    public static TheoryData<string> Commands => AllCommands.Names;

    [Fact]
    public void The_manifest_exports_exactly_the_commands_of_the_assembly()
    {
        var declared = AllCommands.Infos[0].ImplementingType.Assembly.GetTypes()
            .Select(type => type.GetCustomAttribute<CmdletAttribute>())
            .OfType<CmdletAttribute>()
            .Select(cmdlet => $"{cmdlet.VerbName}-{cmdlet.NounName}");

        Assert.Equal(declared.Order(StringComparer.Ordinal), AllCommands.Infos.Select(command => command.Name).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Verb_is_approved_and_noun_is_ours(string name)
    {
        var command = AllCommands.Info(name);
        var verbs = typeof(VerbsCommon).Assembly.GetTypes()
            .Where(type => type.Name.StartsWith("Verbs", StringComparison.Ordinal) && type.Namespace == "System.Management.Automation")
            .SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.Static))
            .Select(field => field.GetRawConstantValue() as string);

        Assert.Contains(command.Verb, verbs);
        Assert.Matches("^Dh[A-Z][a-zA-Z]+$", command.Noun);
        Assert.DoesNotMatch("s$", command.Noun);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void One_file_a_command(string name)
    {
        var file = Path.Combine(BuiltModule.Repository, "src", "DigitalHub.PowerShell", "Commands", name.Replace("-", string.Empty, StringComparison.Ordinal) + ".cs");

        Assert.True(File.Exists(file), file);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Says_what_it_gives_out(string name) =>
        Assert.NotEmpty(AllCommands.Info(name).ImplementingType.GetCustomAttributes<OutputTypeAttribute>());

    [Theory]
    [MemberData(nameof(Commands))]
    public void Asks_before_it_changes_anything(string name)
    {
        var command = AllCommands.Info(name);
        var cmdlet = command.ImplementingType.GetCustomAttribute<CmdletAttribute>()!;

        Assert.Equal(AllCommands.Changes(command), cmdlet.SupportsShouldProcess);
        if (cmdlet.SupportsShouldProcess) Assert.Equal(name is "Remove-DhProject", cmdlet.ConfirmImpact == ConfirmImpact.High);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void The_pipeline_binds_one_object_by_value(string name)
    {
        var command = AllCommands.Info(name);
        var byValue = AllCommands.OwnParameters(command).Where(parameter => parameter.ParameterSets.Values.Any(set => set.ValueFromPipeline)).ToList();

        // A hidden second one, beside -Run, gets what is piped where -Run is given on the command line.
        Assert.True(byValue.Count <= 2);
        Assert.True(byValue.Count(parameter => !parameter.Attributes.OfType<ParameterAttribute>().Any(own => own.DontShow)) <= 1);
        Assert.All(byValue, parameter => Assert.Equal(typeof(object), parameter.ParameterType));
        // Test-DhRun takes what New-DhRun takes.
        if (command.Verb is not "New" && command.Name is not "Test-DhRun")
        {
            Assert.DoesNotContain(AllCommands.OwnParameters(command), parameter => parameter.ParameterSets.Values.Any(set => set.ValueFromPipelineByPropertyName));
        }
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Has_one_parameter_set(string name) => Assert.Single(AllCommands.Info(name).ParameterSets);

    [Theory]
    [MemberData(nameof(Commands))]
    public void Takes_a_session_and_inside_projects_a_project(string name)
    {
        var command = AllCommands.Info(name);
        var parameters = command.Parameters.Keys;

        if (command.Noun != "DhBackend") Assert.Contains("Session", parameters);
        if (command.Noun is not ("DhBackend" or "DhProject" or "DhKind" or "DhProfile")) Assert.Contains("Project", parameters);
        if (command.Noun == "DhProject") Assert.DoesNotContain("Project", parameters);
    }

    [Fact]
    public void A_parameter_has_the_same_type_everywhere()
    {
        var uses = AllCommands.Infos
            .SelectMany(command => AllCommands.OwnParameters(command).Select(parameter => (Command: command.Name, parameter.Name, parameter.ParameterType)))
            .GroupBy(use => use.Name, use => (use.Command, Type: use.ParameterType.IsArray ? use.ParameterType.GetElementType() : use.ParameterType));

        Assert.All(uses, use => Assert.Single(use.Select(item => item.Type).Distinct()));
    }

    [Fact]
    public void What_names_a_session_or_a_project_has_their_type_under_every_name()
    {
        var session = AllCommands.Info("Get-DhRun").Parameters["Session"].ParameterType;
        var uses = AllCommands.Infos.SelectMany(AllCommands.OwnParameters).ToList();

        Assert.Contains(uses, parameter => parameter.Name == "DestinationSession");
        Assert.All(uses.Where(parameter => parameter.Name.EndsWith("Session", StringComparison.Ordinal)), parameter => Assert.Equal(session, parameter.ParameterType));
        Assert.All(uses.Where(parameter => parameter.Name.EndsWith("Project", StringComparison.Ordinal)), parameter => Assert.Equal(typeof(string), parameter.ParameterType));
    }

    [Fact]
    public void No_parameter_differs_from_another_only_in_number()
    {
        var names = AllCommands.Infos.SelectMany(AllCommands.OwnParameters).Select(parameter => parameter.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);

        // -Resources is a field of kinds: its name is the server's.
        Assert.True(names.Remove("Resources"));
        Assert.DoesNotContain(names, name => names.Contains(name + "s"));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Text_is_checked_by_the_command_and_not_by_the_binder(string name)
    {
        var command = AllCommands.Info(name);
        var texts = AllCommands.OwnParameters(command).Where(parameter => parameter.ParameterType == typeof(string) || parameter.ParameterType == typeof(string[]));

        Assert.All(texts, parameter =>
        {
            Assert.Contains(parameter.Attributes, attribute => attribute.GetType().Name == "TextArgumentAttribute");
            // The binder refuses null and empty text by itself where a parameter is mandatory.
            if (!parameter.ParameterSets.Values.Any(set => set.IsMandatory)) return;
            Assert.Contains(parameter.Attributes, attribute => attribute is AllowNullAttribute);
            Assert.Contains(parameter.Attributes, attribute => attribute is AllowEmptyStringAttribute);
            if (parameter.ParameterType.IsArray) Assert.Contains(parameter.Attributes, attribute => attribute is AllowEmptyCollectionAttribute);
        });
    }
}
