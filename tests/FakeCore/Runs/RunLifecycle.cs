using DigitalHub.FakeCore.Kubernetes;
using DigitalHub.FakeCore.Model;
using DigitalHub.FakeCore.Store;

namespace DigitalHub.FakeCore.Runs;

/// <summary>What happens when an event reaches a run: the state machine, and what core does along it (contract, sections 2.5, 2.6 and 3).</summary>
internal sealed class RunLifecycle(CoreStore store, Cluster cluster, RunBuilder builder, LevelRules rules)
{
    /// <summary>Performs an event; one without a transition only saves the run again.</summary>
    public Entity Perform(Entity run, string @event, DateTimeOffset now, string user)
    {
        if (RunMachine.Target(run.State, @event) is not { } target)
        {
            return store.Replace(run with { Updated = now, UpdatedBy = user });
        }
        if (@event == "DELETE")
        {
            return Delete(run, now);
        }
        run = run with { UpdatedBy = user };
        if (!SkipsLogic(run))
        {
            switch (@event)
            {
                case "BUILD":
                    var (built, problem) = builder.Build(run);
                    return store.Replace(problem is null
                        ? RunStatus.Move(built, target, now)
                        : RunStatus.Move(run, "ERROR", now, status => status["message"] = problem));
                case "RUN":
                    run = store.Replace(RunStatus.Move(run, target, now));
                    cluster.Submit(run, now);
                    return run;
                case "STOP" when target == "STOP":
                    cluster.Stop(run, now);
                    break;
                case "STOP":
                    cluster.Forget(run.Id);
                    break;
            }
        }
        return store.Replace(RunStatus.Move(run, target, now));
    }

    /// <summary>A remote run after it was stored: built and started before the answer.</summary>
    public Entity Start(Entity run, DateTimeOffset now, string user) =>
        Perform(Perform(run, "BUILD", now, user), "RUN", now, user);

    /// <summary>DELETE over HTTP: on level 15 the answer says DELETING in any case.</summary>
    public Entity DeleteOverHttp(Entity run, DateTimeOffset now, string user)
    {
        var result = Perform(run, "DELETE", now, user);
        if (RunMachine.Target(run.State, "DELETE") is null)
        {
            // DELETED already, and only seen because the row lingers.
            Remove(run);
        }
        return rules.FakedDeleting ? RunStatus.SetState(result, "DELETING") : result;
    }

    private Entity Delete(Entity run, DateTimeOffset now)
    {
        if (run.State == "DELETING")
        {
            Remove(run);
            return RunStatus.Move(run, "DELETED", now);
        }
        var deleting = RunStatus.Move(run, "DELETING", now);
        if (IsRemovedAtOnce(run))
        {
            store.Replace(RunStatus.SetState(deleting, "DELETED"));
            Remove(run);
            return RunStatus.SetState(deleting with { Updated = run.Updated }, "DELETED");
        }
        store.Replace(deleting);
        cluster.Delete(deleting, now);
        return deleting;
    }

    private bool IsRemovedAtOnce(Entity run) => rules.Level switch
    {
        // 0.13 leaves every run in DELETING (core-0.13.json); 0.14 asks whether there is something in Kubernetes.
        13 => false,
        14 => run.State is "COMPLETED" or "ERROR" or "STOPPED" || !cluster.HasWorkload(run.Id),
        _ => run.State == "CREATED" || run.Local,
    };

    private void Remove(Entity run)
    {
        cluster.Forget(run.Id);
        store.Remove(EntityType.Run, run.Id);
    }

    private bool SkipsLogic(Entity run) => run.Local && rules.LocalSkipsLogic;
}
