using System.Management.Automation;
using System.Reflection;
using System.Xml.Linq;
using DigitalHub.PowerShell.Tests.Hosting;

namespace DigitalHub.PowerShell.Tests.Conformance;

/// <summary>What may be seen of the module from outside.</summary>
public sealed class SurfaceTests
{
    private static readonly Assembly Commands = AllCommands.Infos[0].ImplementingType.Assembly;

    private static readonly Assembly Model = Commands.GetType("DigitalHub.PowerShell.Commands.GetDhRunCommand")!
        .GetCustomAttributes<OutputTypeAttribute>().Single().Type[0].Type.Assembly;

    public static TheoryData<string> Shown =>
        [.. AllCommands.Infos.SelectMany(command => command.OutputType).Select(output => output.Type).Where(type => type.Assembly == Model).Select(type => type.FullName!).Distinct()];

    [Fact]
    public void Public_signatures_hold_types_of_ours_the_framework_and_the_shell_only()
    {
        var used = new[] { Commands, Model }.SelectMany(assembly => assembly.GetExportedTypes()).SelectMany(Signature).Distinct();

        Assert.All(used, type => Assert.Matches(@"^(DigitalHub\.|System\.)", type.FullName ?? type.Name));
        Assert.DoesNotContain(used, type => type.FullName?.StartsWith("System.Text.Json", StringComparison.Ordinal) == true);
    }

    // The module's own load context would give its types to the framework, which has others of the same name.
    [Fact]
    public void Nothing_ships_that_the_framework_has()
    {
        var framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var shipped = Directory.EnumerateFiles(Path.Combine(BuiltModule.Folder, "Dependencies"), "*.dll").Select(Path.GetFileName).ToList();

        Assert.NotEmpty(shipped);
        Assert.DoesNotContain(shipped, file => File.Exists(Path.Combine(framework, file!)));
    }

    [Fact]
    public void No_type_of_the_model_can_be_made_of_nothing() =>
        Assert.DoesNotContain(Model.GetExportedTypes(), type => type is { IsClass: true, IsAbstract: false } && type.GetConstructor(Type.EmptyTypes) is not null);

    [Fact]
    public void No_type_of_the_model_has_a_public_constructor() =>
        Assert.DoesNotContain(Model.GetExportedTypes(), type => type is { IsClass: true } && type.GetConstructors().Length > 0);

    [Theory]
    [MemberData(nameof(Shown))]
    public void What_comes_out_has_a_view_whose_properties_exist(string name)
    {
        var views = XDocument.Load(Path.Combine(BuiltModule.Folder, "DigitalHub.format.ps1xml")).Descendants("View")
            .Where(view => view.Descendants("TypeName").Any(type => type.Value == name))
            .ToList();

        Assert.NotEmpty(views);
        var properties = Model.GetType(name)!.GetProperties().Select(property => property.Name).ToHashSet();
        Assert.All(views.Descendants("PropertyName"), used => Assert.Contains(used.Value, properties));
    }

    [Fact]
    public void Views_are_of_types_that_exist() =>
        Assert.All(
            XDocument.Load(Path.Combine(BuiltModule.Folder, "DigitalHub.format.ps1xml")).Descendants("TypeName"),
            // What stands behind # names a way to show the type, given to the object by the command.
            type => Assert.NotNull(Model.GetType(type.Value.Split('#')[0])));

    private static IEnumerable<Type> Signature(Type type) =>
        Bare(type.BaseType)
            .Concat(type.GetInterfaces().SelectMany(Bare))
            .Concat(type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly).SelectMany(member => member switch
            {
                PropertyInfo property => Bare(property.PropertyType),
                FieldInfo field => Bare(field.FieldType),
                MethodBase method => method.GetParameters().SelectMany(parameter => Bare(parameter.ParameterType)).Concat(Bare((method as MethodInfo)?.ReturnType)),
                _ => [],
            }));

    private static IEnumerable<Type> Bare(Type? type)
    {
        if (type is null) return [];
        if (type.HasElementType) return Bare(type.GetElementType());
        if (type.IsGenericParameter) return [];
        return type.IsGenericType ? type.GetGenericArguments().SelectMany(Bare).Append(type.GetGenericTypeDefinition()) : [type];
    }
}
