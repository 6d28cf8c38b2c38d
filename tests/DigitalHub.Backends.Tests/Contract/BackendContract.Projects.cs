namespace DigitalHub.Backends.Tests.Contract;

public abstract partial class BackendContract
{
    [Fact]
    public async Task A_project_comes_back_completed()
    {
        var name = "other-" + Unique;
        var sent = Docs.Json($$"""{ "name":"{{name}}","metadata":{"description":"mine","labels":["a"]},"spec":{"source":"git://x"} }""");
        var made = await Backend.CreateProjectAsync(sent, default);
        var read = await Backend.GetProjectAsync(name, default);
        await Backend.DeleteProjectAsync(name, cascade: false, default);

        Assert.True(ValueMap.Same(made.Map, read.Map));
        Assert.Equal("project", read.Map.Text("kind"));
        Assert.Equal(name, read.Map.Text("id"));
        Assert.Equal($"store://{name}", read.Map.Text("key"));
        Assert.Equal("mine", read.Map.Map("metadata")!.Text("description"));
        Assert.Equal("git://x", read.Map.Map("spec")!.Text("source"));
        Assert.NotNull(Timestamp.Parse(read.Map.Map("metadata")!.Text("created")));
        Assert.Equal("CREATED", read.State());
    }

    [Fact]
    public async Task A_project_that_is_there_is_not_made_again()
    {
        await FailsAsync<EntityExistsException>("ProjectExists", () => Backend.CreateProjectAsync(Docs.Project(Project), default));
    }

    [Theory]
    [InlineData("A")]
    [InlineData("x")]
    [InlineData("under_score")]
    [InlineData("a-name-of-more-than-thirty-eight-letters-1")]
    public async Task A_bad_project_name_is_refused(string name) =>
        await FailsAsync<InputException>("ProjectInvalid", () => Backend.CreateProjectAsync(Docs.Project(name), default));

    [Fact]
    public async Task A_missing_project_is_not_found()
    {
        var name = "gone-" + Unique;
        await FailsAsync<EntityNotFoundException>("ProjectNotFound", () => Backend.GetProjectAsync(name, default));
        await FailsAsync<EntityNotFoundException>("ProjectNotFound", () => Backend.DeleteProjectAsync(name, true, default));
        await FailsAsync<EntityNotFoundException>("ProjectNotFound", () => Backend.UpdateProjectAsync(name, new EntityChange { AddLabels = ["x"] }, default));
        await FailsAsync<EntityNotFoundException>("ProjectNotFound", () => Backend.CreateRunAsync(Docs.Run(name, Id("r"), kind: Kind), default));
        await FailsAsync<EntityNotFoundException>("ProjectNotFound", () => Backend.IdsAsync(new RunQuery { Project = name }));
    }

    [Fact]
    public async Task A_project_changes_and_keeps_the_rest()
    {
        var read = await Backend.GetProjectAsync(Project, default);
        var edited = ValueMap.Clone(read.Map);
        edited.Section("metadata")["description"] = "new";
        await Backend.UpdateProjectAsync(Project, new EntityChange { AddLabels = ["kept"] }, default);
        var changed = await Backend.UpdateProjectAsync(Project, new EntityChange { AsRead = read.Json, Edited = edited }, default);

        Assert.Equal("new", changed.Map.Map("metadata")!.Text("description"));
        Assert.Equal(["kept"], changed.Labels());
        edited.Section("metadata")["description"] = "mine";
        var conflict = await FailsAsync<ConflictException>(
            "ProjectChanged",
            () => Backend.UpdateProjectAsync(Project, new EntityChange { AsRead = read.Json, Edited = edited }, default));
        Assert.Equal("metadata.description", conflict.ValuePath);
    }

    [Fact]
    public async Task A_project_with_runs_goes_only_with_cascade()
    {
        var name = "full-" + Unique;
        await Backend.CreateProjectAsync(Docs.Project(name), default);
        for (var i = 0; i < 3; i++) await Backend.CreateRunAsync(Docs.Run(name, Id($"r{i}"), kind: Kind, labels: ["x"]), default);
        var error = await FailsAsync<DigitalHubException>("ProjectNotEmpty", () => Backend.DeleteProjectAsync(name, false, default));
        Assert.Contains("3 runs", error.Message, StringComparison.Ordinal);
        Assert.Equal(3, (await Backend.IdsAsync(new RunQuery { Project = name })).Count);

        await Backend.DeleteProjectAsync(name, true, default);
        await FailsAsync<EntityNotFoundException>("ProjectNotFound", () => Backend.GetProjectAsync(name, default));
        await FailsAsync<EntityNotFoundException>("RunNotFound", () => Backend.GetRunAsync(new(name, Id("r0")), default));
        await Backend.CreateRunAsync(Docs.Run(Project, Id("r0"), kind: Kind), default);
        Assert.Equal([Id("r0")], await Backend.IdsAsync(new RunQuery { Project = Project }));
    }

    [Fact]
    public async Task Projects_are_listed_by_name_with_wildcards()
    {
        var names = Enumerable.Range(0, 7).Select(i => $"{Unique}-{i}").ToList();
        foreach (var name in names.AsEnumerable().Reverse()) await Backend.CreateProjectAsync(Docs.Project(name), default);
        var query = new ProjectQuery { Names = [$"{Unique.ToUpperInvariant()}-*"] };

        Assert.Equal(names, (await Backend.ListProjectsAsync(query, default).ToListAsync()).ConvertAll(Docs.Id));
        Assert.Equal(7, await Backend.CountProjectsAsync(query, default) ?? 7);
        Assert.Equal(names[2..5], (await Backend.ListProjectsAsync(query with { Skip = 2, First = 3 }, default).ToListAsync()).ConvertAll(Docs.Id));
        Assert.Equal([names[3]], (await Backend.ListProjectsAsync(new ProjectQuery { Names = [names[3]] }, default).ToListAsync()).ConvertAll(Docs.Id));
        Assert.Empty(await Backend.ListProjectsAsync(new ProjectQuery { Names = [names[3].ToUpperInvariant()] }, default).ToListAsync());
        foreach (var name in names) await Backend.DeleteProjectAsync(name, false, default);
    }

    [Theory]
    [InlineData("""{"labels":5}""")]
    [InlineData("""{"labels":{"a":1}}""")]
    [InlineData("""{"labels":"a"}""")]
    [InlineData("""{"labels":[1,null,{}]}""")]
    [InlineData("""{"labels":["a",""]}""")]
    [InlineData("[]")]
    public async Task A_project_whose_metadata_break_a_rule_is_refused(string metadata)
    {
        var name = "other-" + Unique;
        await FailsAsync<InputException>("ValueInvalid", () => Backend.CreateProjectAsync(Docs.Json($$"""{"name":"{{name}}","metadata":{{metadata}}}"""), default));
        await FailsAsync<EntityNotFoundException>("ProjectNotFound", () => Backend.GetProjectAsync(name, default));

        var read = await Backend.GetProjectAsync(Project, default);
        var edited = ValueMap.Clone(read.Map);
        edited["metadata"] = JsonText.Parse(metadata);
        await FailsAsync<InputException>("ValueInvalid", () => Backend.UpdateProjectAsync(Project, new EntityChange { AsRead = read.Json, Edited = edited }, default));
        Assert.Equal(read.Json, (await Backend.GetProjectAsync(Project, default)).Json);
    }
}
