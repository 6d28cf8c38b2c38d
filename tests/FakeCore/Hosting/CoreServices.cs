using DigitalHub.FakeCore.Admin;
using DigitalHub.FakeCore.Auth;
using DigitalHub.FakeCore.Faults;
using DigitalHub.FakeCore.Kubernetes;
using DigitalHub.FakeCore.Model;
using DigitalHub.FakeCore.Notifications;
using DigitalHub.FakeCore.Paging;
using DigitalHub.FakeCore.Runs;
using DigitalHub.FakeCore.Specs;
using DigitalHub.FakeCore.Store;
using DigitalHub.FakeCore.Validation;

namespace DigitalHub.FakeCore.Hosting;

/// <summary>The parts of one server, put together.</summary>
internal sealed class CoreServices
{
    public CoreServices(FakeCoreOptions options)
    {
        Options = options;
        Rules = new LevelRules(options.Level, options.Version);
        Clock = new CoreClock(options.Clock);
        Renderer = new EntityRenderer(Rules);
        Store = new CoreStore(Renderer, Clock);
        Kinds = new KindCatalog(Math.Min(options.Level, 15), options.OwnRuntime);
        Specs = new SpecReader(Kinds, Rules);
        Methods = new JavaMethods(Rules);
        Lister = new EntityLister(Store, Renderer, Rules);
        Cluster = new Cluster(Store, Clock, options.Kubernetes, options.NoKubernetesDelay);
        Lifecycle = new RunLifecycle(Store, Cluster, new RunBuilder(Store), Rules);
        Shares = new ShareList();
        Users = new UserDirectory(options, Store, Shares);
        Tokens = new TokenService(options, Users, Clock, () => Endpoint);
        Seeder = new Seeder(Store, Renderer, Rules, Clock);
        Requests = new RequestLog(options.KeepRequests);
        Notifications = new NotificationHub(this);
    }

    public FakeCoreOptions Options { get; }

    public LevelRules Rules { get; }

    public CoreClock Clock { get; }

    public EntityRenderer Renderer { get; }

    public CoreStore Store { get; }

    public KindCatalog Kinds { get; }

    public SpecReader Specs { get; }

    public JavaMethods Methods { get; }

    public EntityLister Lister { get; }

    public Cluster Cluster { get; }

    public RunLifecycle Lifecycle { get; }

    public ShareList Shares { get; }

    public UserDirectory Users { get; }

    public TokenService Tokens { get; }

    public Seeder Seeder { get; }

    public FaultList Faults { get; } = new();

    public RequestLog Requests { get; }

    public NotificationHub Notifications { get; }

    /// <summary>The name under which core knows itself, without a slash at its end. Set once the server listens.</summary>
    public string Endpoint { get; set; } = "";
}
