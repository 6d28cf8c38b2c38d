using System.Globalization;
using DigitalHub.FakeCore;
using DigitalHub.FakeCore.Auth;
using DigitalHub.FakeCore.Kubernetes;

// The server as a program: prints where it listens, then serves until the input ends or it is killed.
//   --level 13|14|15  --auth off|basic|oidc  --user NAME  --password TEXT  --sign-in NAME  --port N  --https
//   --kubernetes  --manual  --no-direct-pat  --token-lifetime SECONDS  --answer-time MILLISECONDS  --seed project=count (repeatable)
var options = new FakeCoreOptions();
var seeds = new List<(string Project, int Count)>();
for (var i = 0; i < args.Length; i++)
{
    string Value() => ++i < args.Length ? args[i] : throw new ArgumentException($"{args[^1]} needs a value.");
    int Number() => int.Parse(Value(), CultureInfo.InvariantCulture);
    switch (args[i])
    {
        case "--level":
            options = options with { Level = Number() };
            break;
        case "--auth":
            options = options with { Auth = Enum.Parse<AuthMode>(Value(), ignoreCase: true) };
            break;
        case "--user":
            options = options with { User = Value() };
            break;
        case "--password":
            options = options with { Password = Value() };
            break;
        case "--sign-in":
            options = options with { SignInUser = Value() };
            break;
        case "--port":
            options = options with { Port = Number() };
            break;
        case "--https":
            options = options with { Https = true };
            break;
        case "--kubernetes":
            options = options with { Kubernetes = options.Kubernetes ?? new KubernetesOptions() };
            break;
        case "--manual":
            options = options with { Kubernetes = (options.Kubernetes ?? new KubernetesOptions()) with { Manual = true } };
            break;
        case "--no-direct-pat":
            options = options with { DirectPat = false };
            break;
        case "--token-lifetime":
            options = options with { AccessTokenLifetime = TimeSpan.FromSeconds(Number()) };
            break;
        case "--answer-time":
            options = options with { AnswerTime = TimeSpan.FromMilliseconds(Number()) };
            break;
        case "--seed":
            var seed = Value().Split('=');
            seeds.Add((seed[0], int.Parse(seed[1], CultureInfo.InvariantCulture)));
            break;
        default:
            throw new ArgumentException($"Unknown option {args[i]}.");
    }
}

await using var core = await FakeCoreServer.StartAsync(options);
foreach (var (project, count) in seeds)
{
    core.Seed(project, count);
}
Console.Out.WriteLine($"listening on {core.Endpoint.ToString().TrimEnd('/')}");
await Console.Out.FlushAsync();
await Console.In.ReadToEndAsync();
