// The process's default session is one for all runspaces.
[assembly: Xunit.CollectionBehavior(DisableTestParallelization = true)]
