using DigitalHub.Kinds;

namespace DigitalHub.Backends.Tests.Kinds;

/// <summary>The bundled facts about kinds are those of the schemas that cores served.</summary>
public sealed class KindFileTests
{
    private static readonly string Schemas = Path.Combine(AppContext.BaseDirectory, "data", "schemas");

    public static TheoryData<int, string, string> SchemaFiles
    {
        get
        {
            var data = new TheoryData<int, string, string>();
            foreach (var file in Directory.GetFiles(Schemas, "*.json", SearchOption.AllDirectories))
            {
                var parts = Path.GetRelativePath(Schemas, file).Split(Path.DirectorySeparatorChar);
                data.Add(int.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture), parts[1], parts[2]);
            }
            return data;
        }
    }

    [Fact]
    public void The_committed_file_is_what_the_tool_makes()
    {
        using var stream = typeof(KindTable).Assembly.GetManifestResourceStream("kinds.json")!;
        var committed = new StreamReader(stream).ReadToEnd();
        Assert.Equal(KindFile.Write(Schemas, Path.Combine(AppContext.BaseDirectory, "kinds")), committed);
    }

    [Theory]
    [MemberData(nameof(SchemaFiles))]
    public void A_kind_has_every_field_of_its_schema_with_a_sentence(int level, string entity, string file)
    {
        var name = Path.GetFileNameWithoutExtension(file).Replace(".run", ":run", StringComparison.Ordinal);
        if (name == "run") return;
        var schema = (System.Collections.Specialized.OrderedDictionary)JsonText.Parse(File.ReadAllText(Path.Combine(Schemas, $"{level}", entity, file)))!;
        var kind = KindTable.Bundled(level).Find(entity, name);
        Assert.NotNull(kind);
        var parts = (schema["allOf"] as Array ?? Array.Empty<object>()).Cast<System.Collections.Specialized.OrderedDictionary>().Append(schema).ToList();
        foreach (var field in parts.SelectMany(part => part.Map("properties")!.Keys.Cast<string>()).Distinct())
        {
            Assert.NotNull(kind.Field(field));
            Assert.False(string.IsNullOrEmpty(kind.Field(field)!.Description), field);
        }
        // What a run's schema says of its task is what the task's own schema says.
        foreach (var (part, task) in parts.Where(part => part != schema).Zip(kind.Action))
        {
            var own = KindTable.Bundled(level).Find("task", $"{kind.Runtime}+{task}")!;
            Assert.Equal(part.Map("properties")!.Keys.Cast<string>().Order(), own.Fields.Select(field => field.Name).Order());
        }
    }

    [Fact]
    public void Facts_of_a_kind_are_as_the_contract_has_them()
    {
        var kind = KindTable.Bundled(15).Find("run", "python+serve:run")!;
        Assert.Equal(("python", "run", 15), (kind.Runtime, kind.Entity, kind.ApiLevel));
        Assert.Equal(["serve"], kind.Action);
        Assert.Equal(["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"], kind.Field("service_type")!.Values.Order());
        Assert.Equal("ClusterIP", kind.Field("service_type")!.Default);
        Assert.Equal("map of text", kind.Field("inputs")!.Type);
        Assert.Equal("list of object", kind.Field("volumes")!.Type);
        Assert.Equal(["shared_volume", "persistent_volume_claim", "ephemeral", "empty_dir", "image"], kind.Field("volumes")!.Fields.Single(field => field.Name == "volume_type").Values);
        Assert.Equal(("function", true), (kind.Field("python_version")!.Entity, kind.Field("python_version")!.Required));
        Assert.Equal("InitParameters", kind.Field("init_parameters")!.Parameter);
        Assert.Equal(["build", "job", "serve"], KindTable.Bundled(15).Find("function", "python")!.Action.Order());
        Assert.Equal(["build", "job", "serve"], KindTable.Bundled(13).Find("run", "python+run")!.Action.Order());
    }

    [Fact]
    public void A_local_store_has_the_kinds_of_both_generations_the_newer_first()
    {
        var both = KindTable.Bundled(null);
        Assert.Equal(13, both.Find("run", "python+run")!.ApiLevel);
        Assert.Equal(15, both.Find("run", "python+job:run")!.ApiLevel);
        Assert.Equal(15, both.Find("function", "python")!.ApiLevel);
    }

    [Theory]
    [InlineData("python+jop:run", "python+job:run")]
    [InlineData("pyhton+job:run", "python+job:run")]
    [InlineData("python+servre:run", "python+serve:run")]
    [InlineData("container+deploi:run", "container+deploy:run")]
    public void The_nearest_kind_is_found(string typed, string meant) =>
        Assert.Equal(meant, KindTable.Bundled(15).Nearest("run", typed, 1).Single());
}
