using System.Globalization;
using System.Text.Json.Nodes;
using DigitalHub.FakeCore.Model;

namespace DigitalHub.FakeCore.Store;

/// <summary>Fills the store with runs that share what they have in common, so that 100,000 are made in a moment.</summary>
internal sealed class Seeder(CoreStore store, EntityRenderer renderer, LevelRules rules, CoreClock clock)
{
    public IReadOnlyList<string> Seed(string project, int count, SeedOptions options)
    {
        lock (store.Gate)
        {
            if (store.Get(EntityType.Project, project) is null)
            {
                store.Add(EntityType.Project, new JsonObject { ["name"] = project, ["user"] = options.User, ["spec"] = new JsonObject { ["config"] = new JsonObject() } });
            }
            var function = Reference(project, options);
            var task = $"python+job://{project}/{Task(project, function, options.User)}";
            var metadata = Json.Bytes(options.Labels.Count == 0 ? [] : new JsonObject { ["labels"] = new JsonArray([.. options.Labels.Select(label => (JsonNode)label)]) });
            var start = options.Start ?? clock.Now - (options.Interval * count);
            var states = options.States.Select(state => Json.Bytes(Status(state, options, start))).ToArray();
            var template = new Entity
            {
                Type = EntityType.Run,
                Id = "",
                Name = "",
                Kind = rules.Level == 13 ? "python+run" : "python+job:run",
                Project = project,
                User = options.User,
                UpdatedBy = options.User,
                Created = start,
                Updated = start,
                Metadata = metadata,
            }.WithSpec(new JsonObject
            {
                ["task"] = task,
                ["init_parameters"] = new JsonObject(),
                ["inputs"] = new JsonObject(),
                ["function"] = function,
                ["parameters"] = new JsonObject(),
                ["local_execution"] = options.Local,
            });
            var ids = new string[count];
            for (var i = 0; i < count; i++)
            {
                var id = ids[i] = string.Create(CultureInfo.InvariantCulture, $"{options.Prefix}{i:D6}");
                var created = start + (options.Interval * i);
                // Rendered here, so that the first listing costs no more than the next.
                store.Add(template with
                {
                    Id = id,
                    Name = id,
                    Created = created,
                    Updated = created,
                    Status = states[i % states.Length],
                    State = options.States[i % states.Length],
                }).Document(renderer);
            }
            return ids;
        }
    }

    // What core executes leaves an account of its moves, which tells a client that its removal takes time.
    private static JsonObject Status(string state, SeedOptions options, DateTimeOffset time)
    {
        var status = new JsonObject { ["state"] = state };
        if (!options.Local && state != "CREATED") status["transitions"] = new JsonArray(new JsonObject { ["status"] = state, ["time"] = Timestamps.Transition(time) });
        return status;
    }

    private string Reference(string project, SeedOptions options)
    {
        var function = store.All(EntityType.Function, project).LastOrDefault(entity => entity.Name == options.Function);
        if (function is null)
        {
            var id = Names.Id();
            store.Add(EntityType.Function, new JsonObject
            {
                ["id"] = id,
                ["kind"] = "python",
                ["name"] = options.Function,
                ["project"] = project,
                ["user"] = options.User,
                ["metadata"] = new JsonObject { ["embedded"] = false },
                ["spec"] = new JsonObject
                {
                    ["python_version"] = "PYTHON3_10",
                    ["source"] = new JsonObject { ["source"] = "main.py", ["handler"] = "main", ["lang"] = "python" },
                },
            });
            function = store.Get(EntityType.Function, id)!;
        }
        return $"{function.Kind}://{project}/{function.Name}:{function.Id}";
    }

    private string Task(string project, string function, string user)
    {
        var task = store.All(EntityType.Task, project).FirstOrDefault(entity => entity.Function == function && entity.Kind == "python+job");
        if (task is not null)
        {
            return task.Id;
        }
        var id = Names.Id();
        store.Add(EntityType.Task, new JsonObject
        {
            ["id"] = id,
            ["kind"] = "python+job",
            ["project"] = project,
            ["user"] = user,
            ["spec"] = new JsonObject { ["function"] = function },
        });
        return id;
    }
}
